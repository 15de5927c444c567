import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PreparationRules } from '../../src/contracts/plan.ts';
import { RowFinding } from '../../src/contracts/row-finding.ts';
import type { Row } from '../../src/contracts/row.ts';
import type { SplitRule } from '../../src/contracts/split-spec.ts';
import type { CleaningSettings } from '../../src/preparation/cleaning-settings.ts';
import type { WrittenFile } from '../../src/preparation/line-file.ts';
import { prepareFiles, type PreparationWork, type PreparedFiles } from '../../src/preparation/prepare-files.ts';
import type { PartFile, StepFiles } from '../../src/preparation/step-files.ts';
import { doStep, type StepResult, type StepWork } from '../../src/preparation/steps.ts';

export const rules = PreparationRules.parse({ cleaning: {}, pii: {}, formatting: {}, validation: {}, duplicates: {} });
export const split: SplitRule = { train: 0.6, validation: 0.2, test: 0.2, salt: 'anneal/desk' };
const { cleaning, pii, formatting, validation, duplicates } = rules;
const { signal } = new AbortController();
const reading: Omit<CleaningSettings, 'cleaning' | 'pii' | 'formatting' | 'format'> = {
  reading: {},
  textOnly: true,
  means: { domainCleaner: null, hashKey: null, detector: null },
};

/** A line of a file: a row, or what is none. */
export type Line = object | string;

export const fileText = (lines: readonly Line[]) =>
  lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');

/** A question that has hardly a word in common with that of another number. */
export function question(number: number): string {
  return Array.from({ length: 6 }, (_, word) => `w${(number * 131 + word * 17 + 7).toString(36)}q${word}`).join(' ');
}

export const labelled = (number: number, output = number % 2 === 0 ? 'yes' : 'no') => ({ input: question(number), output });

export async function linesOf<T>(path: string): Promise<T[]> {
  const text = await readFile(path, 'utf8');
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as T);
}

export const rowsOf = async ({ parts }: Pick<StepFiles, 'parts'>) =>
  (await Promise.all(parts.map(({ file }) => linesOf<Row>(file.path)))).flat();
export const findingsIn = async ({ path }: Pick<WrittenFile, 'path'>) => RowFinding.array().parse(await linesOf(path));
export const partsOf = ({ parts }: Pick<StepFiles, 'parts'>): PartFile[] =>
  parts.map(({ split: side, file: { path, ref } }) => ({ split: side, path, rows: ref }));

/** Where a row stands in the input. */
export const placeOf = ({ file, line }: { file: string; line: number }) => `${file}:${line}`;

/** Steps of preparation over files of a folder, with every rule at its default. */
export class PreparationDesk {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  newFolder(): Promise<string> {
    return mkdtemp(join(this.#root, 'step-'));
  }

  async write(name: string, content: string | readonly Line[]): Promise<{ uri: string; split: null; path: string }> {
    const path = join(await this.newFolder(), name);
    await writeFile(path, typeof content === 'string' ? content : fileText(content));
    return { uri: name, split: null, path };
  }

  async cleanWork(lines: readonly Line[], more: Partial<CleaningSettings> = {}): Promise<StepWork<'clean'>> {
    const settings = { ...reading, cleaning, pii, formatting, format: 'chat' as const, ...more };
    return { dataset: 'desk', files: [await this.write('rows.jsonl', lines)], folder: await this.newFolder(), threads: 0, settings };
  }

  async clean(lines: readonly Line[], more: Partial<CleaningSettings> = {}): Promise<StepResult<'clean'>> {
    return doStep('clean', await this.cleanWork(lines, more), { signal });
  }

  async validateWork(cleaned: StepFiles, more: Partial<StepWork<'validate'>> = {}): Promise<StepWork<'validate'>> {
    const judged = { answers: 'auto', validation, tokenizer: null, format: 'chat', rowTokens: null, threads: 0 } as const;
    return { dataset: 'desk', parts: partsOf(cleaned), counts: cleaned.counts, pii, folder: await this.newFolder(), ...judged, ...more };
  }

  async validate(cleaned: StepFiles, more: Partial<StepWork<'validate'>> = {}): Promise<StepResult<'validate'>> {
    return doStep('validate', await this.validateWork(cleaned, more), { signal });
  }

  async deduplicateWork(judged: StepResult<'validate'>, more: Partial<StepWork<'deduplicate'>> = {}): Promise<StepWork<'deduplicate'>> {
    const { answers, counts } = judged;
    const folder = await this.newFolder();
    return { dataset: 'desk', parts: partsOf(judged), counts, answers, duplicates, workers: 0, pii, folder, ...more };
  }

  async deduplicate(judged: StepResult<'validate'>, more: Partial<StepWork<'deduplicate'>> = {}): Promise<StepResult<'deduplicate'>> {
    return doStep('deduplicate', await this.deduplicateWork(judged, more), { signal });
  }

  /** The whole preparation of files by their lines. */
  async prepare(files: Record<string, readonly Line[]>, more: Partial<PreparationWork> = {}): Promise<Prepared> {
    const inputs = [];
    for (const [name, lines] of Object.entries(files)) inputs.push(await this.write(name, lines));
    const folder = join(await this.newFolder(), 'out');
    await mkdir(folder);
    const prepared = await prepareFiles({
      name: 'desk',
      files: inputs,
      against: [],
      rules,
      answers: 'auto',
      split,
      cleaning: reading,
      format: 'chat',
      tokenizer: null,
      rowTokens: null,
      leastRows: 10,
      threads: 0,
      folder,
      signal,
      ...more,
    });
    return new Prepared(prepared);
  }
}

/** What a preparation left, with what was asked of it. */
export class Prepared {
  readonly report: PreparedFiles['report'];
  readonly parts: PartFile[];
  readonly #findings: string[];

  constructor({ report, parts, findings }: PreparedFiles) {
    this.report = report;
    this.parts = parts;
    this.#findings = findings;
  }

  get counts(): PreparedFiles['report']['datasets'][number]['counts'] {
    return this.report.datasets[0]!.counts;
  }

  async findings(): Promise<RowFinding[]> {
    return (await Promise.all(this.#findings.map((path) => findingsIn({ path })))).flat();
  }

  /** Where each row of the input went: its side, or `out` where a finding took it out. @throws when one went to two places */
  async places(): Promise<Map<string, string>> {
    const places = new Map<string, string>();
    const add = (place: string, where: string) => {
      const known = places.get(place);
      if (known !== undefined) throw new Error(`${place} is ${known} and ${where}`);
      places.set(place, where);
    };
    const out = new Set((await this.findings()).filter(({ action }) => action === 'drop' || action === 'fail').map(placeOf));
    for (const place of out) add(place, 'out');
    for (const { split: side, path } of this.parts) for (const { source } of await linesOf<Row>(path)) add(placeOf(source), side ?? 'all');
    return places;
  }

  /** The side of each prompt that is left. */
  async sides(): Promise<Map<string, string>> {
    const sides = new Map<string, string>();
    for (const { split: side, path } of this.parts)
      for (const { messages } of await linesOf<Row>(path)) sides.set(messages[0]!.content, side ?? 'all');
    return sides;
  }
}
