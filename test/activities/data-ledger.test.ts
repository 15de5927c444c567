import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DatasetSplits, SplitOutcome } from '../../src/contracts/dataset.ts';
import type { Row } from '../../src/contracts/row.ts';
import { createSplitLedgers } from '../../src/storage/split-ledgers.ts';
import { DataDesk, split } from './data-desk.ts';

const sides = ['train', 'validation', 'test'] as const;
type Pair = { input: string; output: string };

let folder: string;
let desk: DataDesk;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anneal-nights-'));
  await mkdir(join(folder, 'root'));
  desk = await DataDesk.open(folder, join(folder, 'root'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Questions that have hardly a word in common. */
const questions = (from: number, to: number): Pair[] =>
  Array.from({ length: to - from }, (_, index) => {
    const digest = createHash('sha256')
      .update(`${from + index}`)
      .digest('hex')
      .replace(/\d/g, (digit) => 'ghijklmnop'[Number(digit)]!);
    return { input: `${digest.match(/.{8}/g)!.join(' ')}?`, output: index % 2 === 0 ? 'yes' : 'no' };
  });
const write = (name: string, rows: readonly object[]) =>
  writeFile(join(folder, 'root', name), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));

/** Prompts by side. */
async function sidesOf(splits: DatasetSplits): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const side of sides) for (const { messages } of await desk.lines<Row>(splits[side])) found.set(messages[0]!.content, side);
  return found;
}

/** Splits the rows of one night. */
async function night(rows: readonly Pair[], more: Parameters<DataDesk['split']>[1] = {}): Promise<SplitOutcome> {
  await write('rows.jsonl', rows);
  return desk.split({ s: 'rows.jsonl' }, more);
}

/** One more word, which ties the row to the one before. */
const edited = ({ input, output }: Pair): Pair => ({ input: `${input} please`, output });

describe('a model that is trained again on more rows', () => {
  test('tests and trains on the same rows as before, whatever is added, taken away for a night, or put in another order', async () => {
    const first = questions(0, 120);
    const before = await sidesOf((await night(first)).splits[0]!);
    const added = [...questions(200, 240), ...first.slice(0, 10).map(edited)];
    const named = first.map((row, index) => ({ ...row, metadata: { group: `contract ${index}` } })); // by itself, a group decides the side
    const nights = [[...added, ...first], first.slice(60), named, [...first.toReversed(), ...questions(240, 260)]];
    for (const rows of nights) {
      const after = await sidesOf((await night(rows)).splits[0]!);
      const moved = [...after].filter(([prompt, side]) => before.has(prompt) && before.get(prompt) !== side);
      expect(moved).toEqual([]);
      expect([...after.keys()].filter((prompt) => before.has(prompt)).length).toBeGreaterThanOrEqual(60);
    }
  });

  test('leaves a pointer to its ledger, and an unchanged night changes nothing', async () => {
    const first = await night(questions(0, 60));
    const ledgers = createSplitLedgers(desk.store);
    const pointer = await ledgers.find('desk', split.salt);
    expect(pointer?.ledger).toEqual(first.ledger);
    const second = await night(questions(0, 60));
    expect({ splits: second.splits, ledger: second.ledger }).toEqual({ splits: first.splits, ledger: first.ledger });
    expect(await ledgers.find('desk', split.salt)).toEqual(pointer);
    const third = await night(questions(0, 60));
    expect(third).toEqual(second);
    const grown = await night(questions(0, 90));
    expect((await ledgers.find('desk', split.salt))?.ledger).toEqual(grown.ledger);
    expect(grown.ledger.rows).toBe(91);
  });

  test('shares a ledger with runs of the same name only', async () => {
    await night(questions(0, 60));
    expect(await createSplitLedgers(desk.store).find('other', split.salt)).toBeNull();
    const other = await night(questions(30, 90), { name: 'other' });
    expect(other.ledger.rows).toBe(61);
    expect((await createSplitLedgers(desk.store).find('desk', split.salt))?.ledger.rows).toBe(61);
  });

  test('two runs that split at once leave one ledger that both kept to', async () => {
    const common = questions(0, 80);
    await write('a.jsonl', [...common, ...questions(100, 140)]);
    await write('b.jsonl', [...questions(140, 180), ...common.map(edited), ...common]);
    const outcomes = await Promise.all(['a.jsonl', 'b.jsonl'].map((file) => desk.split({ s: file })));
    const [a, b] = (await Promise.all(outcomes.map(({ splits }) => sidesOf(splits[0]!)))) as [Map<string, string>, Map<string, string>];
    expect([...a].filter(([prompt, side]) => b.has(prompt) && b.get(prompt) !== side)).toEqual([]);
    const newest = (await createSplitLedgers(desk.store).find('desk', split.salt))!.ledger;
    expect(outcomes.map(({ ledger }) => ledger)).toContainEqual(newest);
    const keys = new Map((await desk.lines<{ key?: string; side?: string }>(newest)).map(({ key, side }) => [key, side]));
    for (const { ledger } of outcomes)
      expect(
        (await desk.lines<{ key?: string; side?: string }>(ledger)).filter(({ key, side }) => key !== undefined && keys.get(key) !== side),
      ).toEqual([]);
  });

  test('is not split anew over a pointer or a ledger that is damaged', async () => {
    const { ledger } = await night(questions(0, 60));
    const ledgers = createSplitLedgers(desk.store);
    const cut = await desk.blobs.putLines((await desk.lines<object>(ledger)).slice(0, -1));
    expect(await ledgers.replace('desk', split.salt, cut, await ledgers.find('desk', split.salt))).toBe(true);
    await expect(night(questions(0, 70))).rejects.toMatchObject({
      name: 'InvalidInput',
      message: expect.stringMatching(/^Ledger [0-9a-f]{64}, line \d+: its first line promises 60 entries, and there are 59/) as string,
    });
    for await (const { key } of desk.store.list('splits/')) await desk.store.put(key, '{}');
    await expect(night(questions(0, 70))).rejects.toMatchObject({ name: 'ContentConflict' });
  });
});
