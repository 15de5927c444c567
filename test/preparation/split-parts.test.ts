import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SplitName } from '../../src/contracts/dataset.ts';
import type { OriginRow } from '../../src/data/split-keys.ts';
import { ledgerFile } from '../../src/preparation/ledger-file.ts';
import { generateNearDuplicates } from '../data/planted/generate-near-duplicates.ts';
import { row, sides, split, SplitDesk, textOf, type Splitting } from './split-files.ts';

let folder: string;
let desk: SplitDesk;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anneal-split-'));
  desk = new SplitDesk(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const grouped = Array.from({ length: 200 }, (_, line) => row(line + 1, line % 2 === 0 ? { group: `g${line % 40}` } : {}));
const further = Array.from({ length: 60 }, (_, line) =>
  row(line + 301, { text: line < 10 ? textOf(line + 1).toUpperCase() : textOf(line + 301) }),
);
const question = 'What must the tenant of a furnished flat do when the heating breaks down on a weekend in the winter months';
const nearly = question.replace('winter', 'colder');
const other = 'How long may a buyer of a used car wait before she tells the seller of a defect that nobody had seen';

/** Ready-made sides of rows that nothing ties to others, with more rows put on some. */
function ready(from: number, more: Partial<Record<SplitName, OriginRow[]>> = {}): Record<SplitName, OriginRow[]> {
  const own = (side: number) => [row(from + side * 2), row(from + side * 2 + 1)];
  return {
    train: [...own(0), ...(more.train ?? [])],
    validation: [...own(1), ...(more.validation ?? [])],
    test: [...own(2), ...(more.test ?? [])],
  };
}

async function rowsAddUp({ parts }: Splitting, rows: readonly number[]): Promise<void> {
  const sums = parts.stages.map(({ files, dropped }) => sides.reduce((sum, side) => sum + files[side].ref.rows, dropped));
  expect(sums).toEqual(rows);
}

const told = async (splitting: Splitting, stage: number) =>
  (await splitting.findings(stage)).map(({ line, action, split: side, message }) => [line, action, side, message]);

describe('splitting files', () => {
  test('writes every row to one side, and a ledger that keeps the sides in the next run', async () => {
    const first = await desk.split({ general: grouped, company: further });
    await rowsAddUp(first, [200, 60]);
    expect(first.parts.stages.map(({ dropped, findings }) => [dropped, findings.ref.rows])).toEqual([
      [0, 0],
      [0, 0],
    ]);
    const earlier = ledgerFile(first.parts.ledgerFile.path, 'first');
    const second = await desk.split({ general: grouped, company: [row(900), ...further, row(901)] }, { earlier });
    const [before, after] = [await first.sides(), await second.sides()];
    expect([...before].filter(([place, side]) => after.get(place) !== side)).toEqual([]);
    expect(second.parts.ledgerFile.ref.rows).toBe(first.parts.ledgerFile.ref.rows + 2);
    await second.prove();
  });

  test('puts edited copies of rows on one side, whatever the order of rows and files, and gives the same bytes again', async () => {
    const made = generateNearDuplicates(4107, 500);
    const rows = made.rows.map(({ prompt, answer }, index) => row(index + 1, { text: prompt, answer }));
    const first = await desk.split({ all: rows });
    const found = await first.sides();
    const sidesOf = (lines: readonly number[]) => new Set(lines.map((line) => found.get(`rows.jsonl:${line + 1}`)));
    expect(made.clusters.filter((cluster) => sidesOf(cluster).size > 1)).toEqual([]);
    expect(found.size).toBe(rows.length);
    const proof = await first.prove();
    expect(proof.nearDuplicates).toBe(0);
    const mixed = await desk.split({ all: rows.toReversed() });
    expect(await mixed.sides()).toEqual(found);
    expect(mixed.parts.ledgerFile.ref).toEqual(first.parts.ledgerFile.ref);
    const again = await desk.split({ all: rows });
    expect(again.parts.stages.map(({ files }) => sides.map((side) => files[side].ref))).toEqual(
      first.parts.stages.map(({ files }) => sides.map((side) => files[side].ref)),
    );
  });

  test('with near-duplicates off, only equal prompts tie rows, and none is dropped', async () => {
    const made = generateNearDuplicates(4111, 400);
    const rows = made.rows.map(({ prompt, answer }, index) => row(index + 1, { text: prompt, answer }));
    const splitting = await desk.split({ all: rows }, { duplicates: { near: { action: 'off' }, contamination: { overlap: 'off' } } });
    const found = await splitting.sides();
    const torn = made.clusters.filter((lines) => new Set(lines.map((line) => found.get(`rows.jsonl:${line + 1}`))).size > 1);
    expect(torn.length).toBeGreaterThan(0);
    expect(found.size).toBe(rows.length);
    expect(await splitting.prove()).toMatchObject({ nearDuplicates: null, threshold: null });
  });

  test('refuses a damaged ledger with its line', async () => {
    const lines = async function* () {
      yield await Promise.resolve({ format: 'anneal-split-ledger', version: 1, formula: 1, salt: split.salt, entries: 9 });
    };
    await expect(desk.split({ general: grouped }, { earlier: { name: 'runs/7', lines: lines() } })).rejects.toThrow(
      /Ledger runs\/7, line 1: its first line promises 9 entries, and there are 0\. Give the ledger/,
    );
  });

  test('tells of rows as they are done, and ends when it is told to', async () => {
    const seen: number[] = [];
    await desk.split({ general: grouped }, { onProgress: (rows) => seen.push(rows) });
    expect(seen.at(-1)).toBe(3 * grouped.length);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    await expect(desk.split({ general: grouped }, { signal: AbortSignal.abort(new Error('stopped')) })).rejects.toThrow('stopped');
  });
});

describe('what one stage learns and another is tested on', () => {
  test('goes from train in both directions, each row with one finding, and is counted by pair', async () => {
    const splitting = await desk.split({
      law: ready(1, { train: [row(101, { text: other }), row(102, { text: nearly })], test: [row(103, { text: question })] }),
      cars: ready(11, { train: [row(104, { text: question.toUpperCase() })], test: [row(105, { text: `${other} ` })] }),
    });
    await rowsAddUp(splitting, [9, 8]);
    expect(await told(splitting, 0)).toEqual([
      [101, 'drop', 'train', 'this train row of law has the same prompt as line 105 of rows.jsonl, a test row of cars'],
      [
        102,
        'drop',
        'train',
        expect.stringMatching(/^this train row of law has nearly the same prompt .* as line 103 of rows.jsonl, a test row of law$/),
      ],
    ]);
    expect(await told(splitting, 1)).toEqual([
      [104, 'drop', 'train', 'this train row of cars has the same prompt as line 103 of rows.jsonl, a test row of law'],
    ]);
    const pair = { exactRows: 0, nearRows: 0, overlapRows: 0, removedRows: 1 };
    expect(splitting.parts.contamination.toSorted((a, b) => a.exactRows - b.exactRows || (a.trained < b.trained ? -1 : 1))).toEqual([
      { trained: 'law', tested: 'law', ...pair, nearRows: 1 },
      { trained: 'cars', tested: 'law', ...pair, exactRows: 1 },
      { trained: 'law', tested: 'cars', ...pair, exactRows: 1 },
    ]);
    expect((await splitting.prove()).stages.map(({ rows }) => rows.dropped)).toEqual([2, 1]);
  });

  test('goes from the held-out side by policy, every row that one train row repeats', async () => {
    const stages = {
      law: ready(1, { train: [row(101, { text: question })] }),
      cars: ready(11, { validation: [row(102, { text: nearly })], test: [row(103, { text: question, answer: 'call' })] }),
    };
    const splitting = await desk.split(stages, { duplicates: { contamination: { gives: 'held-out' } } });
    expect((await splitting.sides()).get('rows.jsonl:101')).toBe('train');
    expect((await told(splitting, 1)).map(([line, action, side]) => [line, action, side])).toEqual([
      [102, 'drop', 'validation'],
      [103, 'drop', 'test'],
    ]);
    await splitting.prove();
  });

  test('ends the run with both places where nobody gives, but not for sides that Anneal chose itself', async () => {
    const nobody = { duplicates: { contamination: { gives: 'nobody' as const } } };
    const law = ready(1, { train: [row(101, { text: question })], test: [row(102, { text: nearly })] });
    await expect(desk.split({ law }, nobody)).rejects.toMatchObject({
      name: 'LeakDetected',
      message: expect.stringMatching(/line 101 of rows\.jsonl \(train row of law\) and line 102 of rows\.jsonl \(test row of law\)/),
    });
    const own = await desk.split(
      { law: ready(1, { test: [row(102, { text: nearly })] }), cars: [...grouped.slice(110), row(300, { text: question })] },
      nobody,
    );
    expect((await own.sides()).get('rows.jsonl:300')).toBe('test');
    await own.prove();
  });

  test('is no leak where ready-made rows hang together through a third alone', async () => {
    const numbered = (year: number) => `${question} and who has to pay for it under the law of the year ${year}`;
    const law = ready(1, { train: [row(101, { text: numbered(2023) })], test: [row(102, { text: numbered(2024) })] });
    const splitting = await desk.split({ law }, { duplicates: { contamination: { overlap: 'off' } } });
    expect(splitting.parts.stages[0]!.dropped).toBe(0);
    await splitting.prove();
  });

  test('never leaves a side empty', async () => {
    const law = { ...ready(1), train: [row(101, { text: question })], test: [row(102, { text: nearly })] };
    await expect(desk.split({ law })).rejects.toMatchObject({
      name: 'DatasetRejected',
      message: expect.stringMatching(
        /stage "law" without rows on one side: train 0, validation 2, test 1, from 4 rows.* 1 rows were dropped as leaks/,
      ),
    });
  });
});

describe('a frozen set', () => {
  const frozen = { agreed: [row(1, { file: 'agreed.jsonl', text: question }), row(2, { file: 'agreed.jsonl' })] };
  const asked = [row(501, { text: nearly }), row(502, { text: question.toUpperCase() })];

  test.each(['train', 'held-out'] as const)('takes rows like its own out of every stage, whichever side gives (%s)', async (gives) => {
    const duplicates = { contamination: { gives } };
    const law = ready(31, { train: [row(601, { text: question })], validation: [row(602, { text: nearly })] });
    const splitting = await desk.split({ own: [...grouped.slice(20), ...asked], law }, { duplicates, frozen });
    await rowsAddUp(splitting, [182, 8]);
    expect((await splitting.findings(0)).map(({ line, split: side }) => [line, side])).toEqual([
      [501, undefined],
      [502, undefined],
    ]);
    expect((await splitting.findings(1)).map(({ line }) => line)).toEqual([601, 602]);
    expect(splitting.parts.contamination).toEqual([
      { trained: 'own', tested: 'agreed', exactRows: 1, nearRows: 1, overlapRows: 0, removedRows: 2 },
      { trained: 'law', tested: 'agreed', exactRows: 1, nearRows: 1, overlapRows: 0, removedRows: 2 },
    ]);
    expect((await splitting.prove()).frozen).toEqual([{ name: 'agreed', rows: 2, alike: 0 }]);
  });

  test('is compared also where near-duplicates among own rows are not looked for, and ends the run where nobody gives', async () => {
    const stages = { own: [...grouped.slice(20), ...asked] };
    const off = await desk.split(stages, { frozen, duplicates: { near: { action: 'off' } } });
    expect(off.parts.stages[0]!.dropped).toBe(2);
    await off.prove();
    await expect(desk.split(stages, { frozen, duplicates: { contamination: { gives: 'nobody' } } })).rejects.toThrow(
      /line 501 of rows\.jsonl \(row of own\) and line 1 of agreed\.jsonl \(frozen test row of agreed\)/,
    );
  });
});

describe('runs of 13 words across the sides', () => {
  const passage = Array.from({ length: 20 }, (_, word) => `shared${word}`).join(' ');
  const around = (line: number) =>
    row(line, { text: `${textOf(line)} ${textOf(line + 1000)} ${textOf(line + 2000)} ${passage} ${textOf(line + 3000)}` });

  test('are told by default, dropped by policy, and left alone by another', async () => {
    const law = ready(1, { train: [around(101)] });
    const cars = ready(11, { test: [around(102)] });
    const outcomes = [];
    for (const overlap of ['flag', 'drop', 'off'] as const) {
      const splitting = await desk.split({ law, cars }, { duplicates: { contamination: { overlap, overlapShare: 0 } } });
      const [finding] = await splitting.findings(0);
      outcomes.push([finding?.action, finding?.line, splitting.parts.stages[0]!.dropped, splitting.parts.contamination]);
      await splitting.prove();
    }
    const pair = { trained: 'law', tested: 'cars', exactRows: 0, nearRows: 0, overlapRows: 1 };
    expect(outcomes).toEqual([
      ['flag', 101, 0, [{ ...pair, removedRows: 0 }]],
      ['drop', 101, 1, [{ ...pair, removedRows: 1 }]],
      [undefined, undefined, 0, []],
    ]);
  });

  test('that many train rows share are wording, of however many measured rows', async () => {
    const rows = Array.from({ length: 200 }, (_, line) => around(line + 1));
    const splitting = await desk.split({ forms: rows });
    expect(splitting.parts.stages[0]!.findings.ref.rows).toBe(0);
  });
});

describe('a split that grows with its ledger', () => {
  const made = generateNearDuplicates(4119, 160);
  const pool = made.rows.map(({ prompt, answer }, index) => row(index + 1, { text: prompt, answer }));
  const base = Array.from({ length: 60 }, (_, line) => row(line + 5001));

  test('keeps what it tested from training, adds up and holds, in any order and however it grows', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(pool, { minLength: 20 }),
        fc.array(fc.nat(2), { minLength: 160, maxLength: 160 }),
        async (drawn, steps) => {
          let earlier: Splitting | null = null;
          const tested = new Set<string>();
          for (const step of [0, 1, 2]) {
            const rows = [...base, ...drawn.filter((_, index) => steps[index]! <= step)];
            const splitting: Splitting = await desk.split(
              { all: rows },
              earlier === null ? {} : { earlier: ledgerFile(earlier.parts.ledgerFile.path, 'earlier') },
            );
            await rowsAddUp(splitting, [rows.length]);
            const found = await splitting.sides();
            expect([...found].filter(([place, side]) => side === 'train' && tested.has(place))).toEqual([]);
            for (const [place, side] of found) if (side === 'test') tested.add(place);
            await splitting.prove();
            earlier = splitting;
          }
        },
      ),
      { numRuns: 4 },
    );
  });
});
