import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CleaningSpec } from '../../src/contracts/cleaning-spec.ts';
import type { DataCounts } from '../../src/contracts/data-report.ts';
import { DuplicatesSpec } from '../../src/contracts/duplicates-spec.ts';
import { FormattingSpec } from '../../src/contracts/formatting.ts';
import { PiiSpec } from '../../src/contracts/pii-spec.ts';
import type { Row } from '../../src/contracts/row.ts';
import type { RowFinding } from '../../src/contracts/row-finding.ts';
import { ValidationSpec } from '../../src/contracts/validation-spec.ts';
import type { PreparationWork } from '../../src/preparation/prepare-files.ts';
import type { PiiEntity } from '../data/pii-text/pii-entity.ts';
import type { PlantedDefect, PlantedFile } from '../data/planted/generate-planted-dataset.ts';

/** Entities that patterns alone cannot all find, so that how many were found is told and not asserted. */
const toldOnly: ReadonlySet<PiiEntity> = new Set(['STREET_ADDRESS', 'PERSON', 'PASSPORT', 'DATE_OF_BIRTH']);

/** Writes the file and its frozen test where `plantedWork` looks for them. */
export async function writePlanted(file: PlantedFile, folder: string): Promise<void> {
  await pipeline(Readable.from(file.lines()), createWriteStream(join(folder, 'in.jsonl')));
  await pipeline(Readable.from(file.frozenTest()), createWriteStream(join(folder, 'frozen.jsonl')));
}

/** A preparation with every rule as it is by default. */
export function plantedWork(name: string, folder: string): PreparationWork {
  return {
    name,
    files: [{ uri: 'in.jsonl', split: null, path: join(folder, 'in.jsonl') }],
    against: [{ uri: 'frozen.jsonl', split: null, path: join(folder, 'frozen.jsonl') }],
    rules: {
      cleaning: CleaningSpec.parse({}),
      pii: PiiSpec.parse({}),
      formatting: FormattingSpec.parse({}),
      validation: ValidationSpec.parse({}),
      duplicates: DuplicatesSpec.parse({}),
    },
    answers: 'auto',
    split: { train: 0.8, validation: 0.1, test: 0.1, salt: 'planted' },
    cleaning: { reading: {}, textOnly: false, means: { domainCleaner: null, hashKey: null, detector: null } },
    format: 'chat',
    tokenizer: { kind: 'openai', encoding: 'o200k_base' },
    rowTokens: 2048,
    leastRows: 0,
    threads: 0,
    folder,
    signal: new AbortController().signal,
  };
}

/** What a preparation of a planted file left: plain data, so that a child process can tell it. */
export interface PlantedOutcome {
  counts: DataCounts;
  findings: string[];
  parts: string[];
}

/** What is wrong with a preparation: every list is empty where nothing is. */
export interface PlantedVerdict {
  /** Defects that their rule did not find, but for edited copies and the entities that are only told. */
  missed: Pick<PlantedDefect, 'line' | 'rule' | 'entity' | 'detail'>[];
  /** Clean lines that were dropped, failed, or are in no part. */
  lost: { line: number; rules: string[] }[];
  /** Lines that are in no part and have no finding that says why, or that are in a part and should not be. */
  unexplained: number[];
  /** Of the entities that are only told: how many were found, and planted. */
  told: { found: number; planted: number };
  /** Of the copies with 1–10 % of their words edited. Candidates are drawn by chance, so that a few may be missed. */
  edited: { found: number; planted: number };
}

export async function judgePlanted({ rows, defects }: PlantedFile, { findings, parts }: PlantedOutcome): Promise<PlantedVerdict> {
  const found = Map.groupBy((await Promise.all(findings.map(readLines<RowFinding>))).flat(), ({ line }) => line);
  const kept = new Set((await Promise.all(parts.map(readLines<Row>))).flat().map(({ source }) => source.line));
  const isFound = ({ line, rule, entity }: PlantedDefect): boolean =>
    (found.get(line) ?? []).some((one) => one.rule === rule && (entity === undefined || one.message.includes(entity)));
  const isOut = (line: number): boolean => (found.get(line) ?? []).some(({ action }) => action === 'drop' || action === 'fail');
  const planted = new Set(defects.map(({ line }) => line));
  const lines = Array.from({ length: rows }, (_, index) => index + 1);
  const told = defects.filter(({ entity }) => entity !== undefined && toldOnly.has(entity));
  const edited = defects.filter(({ rule, detail }) => rule === 'near-duplicate' && detail === 'edited');
  const counted = (those: PlantedDefect[]) => ({ found: those.filter(isFound).length, planted: those.length });
  return {
    missed: defects.filter((defect) => ![...told, ...edited].includes(defect) && !isFound(defect)),
    lost: lines
      .filter((line) => !planted.has(line) && (isOut(line) || !kept.has(line)))
      .map((line) => ({ line, rules: (found.get(line) ?? []).map(({ rule, action }) => `${rule}: ${action}`) })),
    unexplained: lines.filter((line) => kept.has(line) === isOut(line)),
    told: counted(told),
    edited: counted(edited),
  };
}

async function readLines<T>(path: string): Promise<T[]> {
  const lines = (await readFile(path, 'utf8')).split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as T);
}
