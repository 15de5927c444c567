import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RowsRef } from '../../src/contracts/blob.ts';
import type { DroppedRow, SplitName, ValidatedDataset } from '../../src/contracts/dataset.ts';
import { AnnealFailure } from '../../src/contracts/failure.ts';
import type { Row } from '../../src/contracts/row.ts';
import { SplitProof } from '../../src/contracts/split-proof.ts';
import { canonicalRow } from '../../src/data/canonical-row.ts';
import type { OriginRow } from '../../src/data/split-keys.ts';
import type { WrittenFile } from '../../src/datasets/line-file.ts';
import { proveSplit, type ProofWork } from '../../src/datasets/prove-split.ts';
import { splitParts, type SplitParts, type SplitWork } from '../../src/datasets/split-parts.ts';
import { jaccardSearch } from './jaccard-search.ts';

const split = { train: 0.6, validation: 0.2, test: 0.2, salt: 'anneal/parts' };
const { signal } = new AbortController();
const paths = new Map<string, string>();
let folder: string;
let folders = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anneal-split-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function* read<T>({ sha256 }: { sha256: string }): AsyncGenerator<T> {
  for await (const line of createInterface({ input: createReadStream(paths.get(sha256)!) })) yield JSON.parse(line) as T;
}

async function newFolder(): Promise<string> {
  folders += 1;
  const path = join(folder, String(folders));
  await mkdir(path);
  return path;
}

async function written(rows: readonly unknown[]): Promise<RowsRef> {
  const text = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  const sha256 = createHash('sha256').update(text).digest('hex');
  paths.set(sha256, join(await newFolder(), 'rows.jsonl'));
  await writeFile(paths.get(sha256)!, text);
  return { sha256, size: Buffer.byteLength(text), rows: rows.length };
}

function remember({ path, ref }: WrittenFile): RowsRef {
  paths.set(ref.sha256, path);
  return ref;
}

function row(line: number, { text = textOf(line), ...rest }: { text?: string; group?: string; parentId?: string } = {}): OriginRow {
  const made = canonicalRow({ input: text, output: line % 3 === 0 ? 'yes' : 'no' }, { file: 'rows.jsonl', line }) as Row;
  return { ...made, ...rest };
}

/** Texts that have hardly a word in common. */
function textOf(line: number): string {
  return Array.from({ length: 6 }, (_, word) => `word${line}x${word}`).join(' ');
}

async function datasetOf(parts: readonly { split: SplitName | null; rows: readonly OriginRow[] }[]): Promise<ValidatedDataset> {
  const lengths = { mean: 1, p5: 1, p50: 1, p95: 1, max: 1 };
  const rows = parts.reduce((sum, part) => sum + part.rows.length, 0);
  const refs = [];
  for (const part of parts) refs.push({ split: part.split, rows: await written(part.rows) });
  return {
    parts: refs,
    dropped: await written([]),
    counts: { read: rows, kept: rows, dropped: {} },
    answers: 'labels',
    labels: ['no', 'yes'],
    statistics: {
      rows,
      promptWords: lengths,
      answerWords: lengths,
      promptCharacters: lengths,
      answerCharacters: lengths,
      distinctAnswers: 2,
    },
  };
}

const shuffledGroups = Array.from({ length: 200 }, (_, line) => row(line + 1, line % 2 === 0 ? { group: `g${line % 40}` } : {}));
const further = Array.from({ length: 60 }, (_, line) =>
  row(line + 301, { text: line < 10 ? textOf(line + 1).toUpperCase() : textOf(line + 301) }),
);

async function splitOf(stages: SplitWork['stages'], more: Partial<SplitWork> = {}): Promise<SplitParts> {
  return splitParts({ stages, split, read, folder: await newFolder(), signal, ...more });
}

function proofWork(stages: SplitWork['stages'], parts: SplitParts, more: Partial<ProofWork> = {}): ProofWork {
  return {
    stages: stages.map(({ stage, dataset }, index) => {
      const { files, leaks } = parts.stages[index]!;
      return {
        stage,
        dataset: dataset.parts,
        answersAreLabels: true,
        files: { train: remember(files.train), validation: remember(files.validation), test: remember(files.test) },
        dropped: leaks,
      };
    }),
    split,
    ledger: remember(parts.ledgerFile),
    search: () => jaccardSearch(0.6),
    read,
    signal,
    ...more,
  };
}

async function twoStages(): Promise<SplitWork['stages']> {
  return [
    { stage: 'general', dataset: await datasetOf([{ split: null, rows: shuffledGroups }]) },
    { stage: 'company', dataset: await datasetOf([{ split: null, rows: further }]) },
  ];
}

const linesOf = async (path: string) => (await readFile(path, 'utf8')).split('\n').slice(0, -1);

describe('splitting files', () => {
  test('writes every row to one side or the list of dropped rows, and a ledger that keeps the sides in the next run', async () => {
    const stages = await twoStages();
    const first = await splitOf(stages);
    for (const [index, { files }] of first.stages.entries()) {
      const sizes = [files.train, files.validation, files.test, files.dropped].map(({ ref }) => ref.rows);
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe([200, 60][index]);
    }
    remember(first.ledgerFile);
    const grown = [stages[0]!, { stage: 'company', dataset: await datasetOf([{ split: null, rows: [row(900), ...further, row(901)] }]) }];
    const second = await splitOf(grown, { earlier: { name: 'first', lines: read(first.ledgerFile.ref) } });
    expect(second.stages[0]!.files.test.ref).toEqual(first.stages[0]!.files.test.ref);
    const [before, after] = [await linesOf(first.stages[1]!.files.test.path), await linesOf(second.stages[1]!.files.test.path)];
    expect(after).toEqual(expect.arrayContaining(before));
    expect(second.ledgerFile.ref.rows).toBe(first.ledgerFile.ref.rows + 2);
    await proveSplit(proofWork(grown, second));
  });

  test('takes cluster ids by the number of the row over all stages', async () => {
    const stages = await twoStages();
    const { stages: found } = await splitOf(stages, { clusterOf: (number) => (number >= 250 ? 1 : -1) });
    const ends = await Promise.all(['train', 'validation', 'test'].map((side) => linesOf(found[1]!.files[side as SplitName].path)));
    const tied = new Set(further.slice(50).map(({ id }) => id));
    expect(ends.filter((lines) => lines.some((line) => tied.has((JSON.parse(line) as Row).id)))).toHaveLength(1);
  });

  test('lists what a ready-made split leaks', async () => {
    const sides = ['train', 'validation', 'test'] as const;
    const parts = sides.map((side, index) => ({
      split: side,
      rows: [row(index + 1, { group: side === 'validation' ? 'v' : 'shared' }), row(index + 11)],
    }));
    const stages = [{ stage: 's', dataset: await datasetOf(parts) }];
    const parted = await splitOf(stages);
    const dropped = (await linesOf(parted.stages[0]!.files.dropped.path)).map((line) => JSON.parse(line) as DroppedRow);
    expect(dropped).toEqual([
      {
        file: 'rows.jsonl',
        line: 1,
        rule: 'leak',
        reason: 'this train row is of the same group as line 3 of rows.jsonl, a test row of stage s',
      },
    ]);
    const proof = await proveSplit(proofWork(stages, parted));
    expect(proof.stages[0]!.rows).toEqual({ train: 1, validation: 2, test: 2, dropped: 1 });
  });

  test('refuses a damaged ledger with its line', async () => {
    const stages = await twoStages();
    const lines = async function* () {
      yield await Promise.resolve({ format: 'anneal-split-ledger', version: 1, formula: 1, salt: split.salt, entries: 9 });
    };
    await expect(splitOf(stages, { earlier: { name: 'runs/7', lines: lines() } })).rejects.toThrow(
      /Ledger runs\/7, line 1: its first line promises 9 entries, and there are 0\. Give the ledger/,
    );
  });
});

describe('the proof of a split', () => {
  test('says from the written files what stands where, and what is most alike', async () => {
    const stages = await twoStages();
    const parts = await splitOf(stages);
    const proof = await proveSplit(proofWork(stages, parts));
    expect(SplitProof.parse(proof)).toEqual(proof);
    expect(proof).toMatchObject({ sharedGroups: 0, exactDuplicates: 0, nearDuplicates: 0, ledgerConflicts: 0, groups: 20, threshold: 0.6 });
    expect(proof.split).toEqual(split);
    expect(proof.ledger).toEqual({ sha256: parts.ledgerFile.ref.sha256, entries: parts.ledgerFile.ref.rows - 1 });
    for (const [index, { rows, files }] of proof.stages.entries()) {
      expect(rows.train + rows.validation + rows.test + rows.dropped).toBe([200, 60][index]);
      expect(files.test).toBe(parts.stages[index]!.files.test.ref.sha256);
    }
    const shares = proof.labels.filter(({ stage }) => stage === 'general').map((label) => label.shares.test!);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
    expect(proof.overlap).toEqual({ words: 13, validation: 0, test: 0, capped: false });
  });

  test('names the train row and the test row that are most alike', async () => {
    const near = 'alpha beta gamma delta epsilon zeta eta theta iota kappa';
    const parts = [
      { split: 'train' as const, rows: [row(1), row(2, { text: `${near} lambda` })] },
      { split: 'validation' as const, rows: [row(3)] },
      { split: 'test' as const, rows: [row(4), row(5, { text: `${near} mu` })] },
    ];
    const stages = [{ stage: 's', dataset: await datasetOf(parts) }];
    const work = proofWork(stages, await splitOf(stages), { search: () => jaccardSearch(0.9) });
    const { mostSimilar } = await proveSplit(work);
    expect(mostSimilar).toEqual({
      similarity: 10 / 12,
      row: { stage: 's', split: 'train', file: 'rows.jsonl', line: 2 },
      heldOut: { stage: 's', split: 'test', file: 'rows.jsonl', line: 5 },
    });
    expect(await messageOf({ ...work, search: () => jaccardSearch(0.8) })).toMatch(
      /1 rows are near-duplicates of rows on a higher side \(first: line 2 of rows\.jsonl, a train row of stage s and line 5 of rows\.jsonl, a test row/,
    );
    expect(await proveSplit({ ...work, search: null })).toMatchObject({ nearDuplicates: null, threshold: null, mostSimilar: null });
  });

  test.each([
    [
      'a prompt in other letters',
      (held: OriginRow) => row(999, { text: held.messages[0]!.content.toUpperCase() }),
      /\d prompts have rows on two sides/,
    ],
    ['a group', () => row(999, { group: 'g4' }), /1 groups or origins have rows on two sides/],
    [
      'a row that was made from a test row',
      (held: OriginRow) => row(999, { parentId: held.id }),
      /1 groups or origins have rows on two sides/,
    ],
  ])('does not hold when %s gets into train after the split', async (_, planted, expected) => {
    const stages = await twoStages();
    const work = proofWork(stages, await splitOf(stages), { search: null });
    const files = work.stages[0]!.files;
    const [train, held] = await Promise.all([linesOf(paths.get(files.train.sha256)!), linesOf(paths.get(files.test.sha256)!)]);
    const rows = train.map((line) => JSON.parse(line) as OriginRow);
    const ofGroup = held.map((line) => JSON.parse(line) as OriginRow);
    const other = planted(ofGroup[0]!);
    const group = ofGroup.find((found) => found.group !== undefined)!.group!;
    const tampered = await written([...rows, other.group === undefined ? other : { ...other, group }]);
    const message = await messageOf({ ...work, stages: [{ ...work.stages[0]!, files: { ...files, train: tampered } }, work.stages[1]!] });
    expect(message).toMatch(expected);
    expect(message).toContain('line 999 of rows.jsonl, a train row of stage general and line');
  });

  test('does not hold when rows are missing, or stand on another side than the ledger says', async () => {
    const stages = await twoStages();
    const work = proofWork(stages, await splitOf(stages), { search: null });
    const { files } = work.stages[0]!;
    const short = { ...work.stages[0]!, files: { ...files, test: { ...files.test, rows: files.test.rows + 1 } } };
    expect(await messageOf({ ...work, stages: [short, work.stages[1]!] })).toMatch(
      /test file of stage "general" holds \d+ rows, and \d+ were written/,
    );
    const swapped = { ...work.stages[0]!, files: { ...files, test: files.validation, validation: files.test } };
    expect(await messageOf({ ...work, stages: [swapped, work.stages[1]!] })).toMatch(/keys stand on another side than the ledger says/);
  });
});

async function messageOf(work: ProofWork): Promise<string> {
  const failure: unknown = await proveSplit(work).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(AnnealFailure);
  expect((failure as AnnealFailure).name).toBe('LeakDetected');
  return (failure as AnnealFailure).message;
}
