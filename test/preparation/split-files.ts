import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuplicatesSpec, type DuplicatesSpecInput } from '../../src/contracts/duplicates-spec.ts';
import type { SplitName } from '../../src/contracts/dataset.ts';
import { RowFinding } from '../../src/contracts/row-finding.ts';
import type { Row } from '../../src/contracts/row.ts';
import { canonicalRow } from '../../src/data/canonical-row.ts';
import type { OriginRow } from '../../src/data/split-keys.ts';
import { proveSplit, type ProofWork } from '../../src/preparation/prove-split.ts';
import { splitParts, type SplitParts, type SplitWork } from '../../src/preparation/split-parts.ts';

export const sides = ['train', 'validation', 'test'] as const;
export const split = { train: 0.6, validation: 0.2, test: 0.2, salt: 'anneal/parts' };

/** Rows of a stage: to be split, or on the sides that are given. */
export type StageRows = readonly OriginRow[] | Record<SplitName, readonly OriginRow[]>;

export interface RowOptions {
  text?: string;
  file?: string;
  answer?: string;
  group?: string;
  parentId?: string;
}

/** Texts that have hardly a word in common. */
export function textOf(line: number): string {
  return Array.from({ length: 6 }, (_, word) => `word${line}x${word}`).join(' ');
}

export function row(line: number, { text = textOf(line), file = 'rows.jsonl', answer, ...rest }: RowOptions = {}): OriginRow {
  const output = answer ?? (line % 3 === 0 ? 'yes' : 'no');
  const made = canonicalRow({ input: text, output }, { file, line }) as Row;
  return { ...made, ...rest };
}

/** Splits and proves rows in folders of its own under one folder. */
export class SplitDesk {
  readonly #root: string;
  #folders = 0;

  constructor(root: string) {
    this.#root = root;
  }

  async newFolder(): Promise<string> {
    this.#folders += 1;
    const path = join(this.#root, String(this.#folders));
    await mkdir(path);
    return path;
  }

  async written(rows: readonly unknown[]): Promise<string> {
    const path = join(await this.newFolder(), 'rows.jsonl');
    await writeFile(path, rows.map((found) => `${JSON.stringify(found)}\n`).join(''));
    return path;
  }

  async split(
    stages: Record<string, StageRows>,
    {
      duplicates,
      frozen = {},
      ...more
    }: { duplicates?: DuplicatesSpecInput; frozen?: Record<string, readonly OriginRow[]> } & Partial<
      Omit<SplitWork, 'duplicates' | 'frozen'>
    > = {},
  ): Promise<Splitting> {
    const files: SplitWork['stages'][number][] = [];
    for (const [stage, rows] of Object.entries(stages)) {
      const parts = [];
      if (Array.isArray(rows)) parts.push({ split: null, path: await this.written(rows) });
      else for (const side of sides) parts.push({ split: side, path: await this.written((rows as Record<SplitName, OriginRow[]>)[side]) });
      files.push({ stage, answersAreLabels: true, parts });
    }
    const sets = [];
    for (const [name, rows] of Object.entries(frozen)) sets.push({ name, path: await this.written(rows) });
    const work: SplitWork = {
      stages: files,
      frozen: sets,
      split,
      duplicates: DuplicatesSpec.parse(duplicates ?? {}),
      folder: await this.newFolder(),
      workers: 0,
      signal: new AbortController().signal,
      ...more,
    };
    return new Splitting(this, work, await splitParts(work));
  }
}

/** A split with what was asked for. */
export class Splitting {
  readonly work: SplitWork;
  readonly parts: SplitParts;
  readonly #desk: SplitDesk;

  constructor(desk: SplitDesk, work: SplitWork, parts: SplitParts) {
    this.#desk = desk;
    this.work = work;
    this.parts = parts;
  }

  async rows(stage: number, side: SplitName): Promise<OriginRow[]> {
    return (await linesOf(this.parts.stages[stage]!.files[side].path)) as OriginRow[];
  }

  async findings(stage: number): Promise<RowFinding[]> {
    return (await linesOf(this.parts.stages[stage]!.findings.path)).map((line) => RowFinding.parse(line));
  }

  /** The side of every kept row, by file and line. */
  async sides(): Promise<Map<string, SplitName>> {
    const found = new Map<string, SplitName>();
    for (const stage of this.parts.stages.keys())
      for (const side of sides)
        for (const { source } of await this.rows(stage, side)) {
          const place = `${source.file}:${source.line}`;
          if (found.has(place)) throw new Error(`${place} stands in two places`);
          found.set(place, side);
        }
    return found;
  }

  async proofWork(): Promise<ProofWork> {
    const dataset = (parts: SplitWork['stages'][number]['parts']) =>
      parts.map(({ split: side }, at) => ({ split: side, rows: { sha256: String(at).repeat(64), size: 1 } }));
    return {
      ...this.work,
      stages: this.parts.stages.map(({ stage, files, dropped }, index) => ({
        stage,
        dataset: dataset(this.work.stages[index]!.parts),
        answersAreLabels: true,
        files,
        dropped,
      })),
      ledger: this.parts.ledgerFile,
      folder: await this.#desk.newFolder(),
    };
  }

  async prove(): ReturnType<typeof proveSplit> {
    return proveSplit(await this.proofWork());
  }
}

export async function linesOf(path: string): Promise<unknown[]> {
  const text = await readFile(path, 'utf8');
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as unknown);
}
