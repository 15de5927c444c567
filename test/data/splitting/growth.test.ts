import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SplitName } from '../../../src/contracts/dataset.ts';
import { position, type SplitRow } from '../../../src/data/split-keys.ts';
import { rowOf, shuffled, splitAll, type SplitOutcome, type StageRows } from './tables.ts';

const rule = { train: 0.5, validation: 0.25, test: 0.25, salt: 'anneal/growth' };
const steps = 5;

/** A row that came at a step; near-duplicates tie it to others from the step on at which the tie comes. */
interface GrownRow {
  row: SplitRow;
  step: number;
}

const grownRow = (number: number): fc.Arbitrary<GrownRow> =>
  fc.record({
    row: fc
      .record({ prompt: fc.nat(80), group: fc.option(fc.nat(25), { freq: 2 }), stage: fc.nat(1) })
      .map(({ prompt, group }) => rowOf(`p${prompt}`, { group: group === null ? null : `g${group}`, file: 'grown', line: number + 1 })),
    step: fc.nat(steps - 1),
  });

/** Pairs of prompts that turn out near-duplicates, each at a step. */
const tie = fc.record({ a: fc.nat(80), b: fc.nat(80), step: fc.nat(steps - 1) });

/** Cluster of each prompt, when all ties up to a step are known: merging as time goes by. */
function clustersAt(ties: { a: number; b: number; step: number }[], step: number): Map<string, number> {
  const clusters = Array.from({ length: 81 }, (_, prompt) => prompt);
  for (const { a, b } of ties.filter((known) => known.step <= step)) {
    const [from, to] = [clusters[a]!, clusters[b]!];
    for (const [prompt, cluster] of clusters.entries()) if (cluster === from) clusters[prompt] = to;
  }
  return new Map(clusters.map((cluster, prompt) => [`p${prompt}`, cluster]));
}

/** Rows that keep every side of the stage filled, whatever happens to the others. */
const firm = Array.from({ length: 40 }, (_, index) => rowOf(`firm ${index}`, { file: 'firm', line: index + 1 }));

const grown = fc
  .tuple(fc.integer({ min: 10, max: 80 }), fc.array(tie, { maxLength: 25 }))
  .chain(([rows, ties]) => fc.tuple(fc.tuple(...Array.from({ length: rows }, (_, number) => grownRow(number))), fc.constant(ties)));

function rowsAt(rows: readonly GrownRow[], ties: { a: number; b: number; step: number }[], step: number): SplitRow[] {
  const clusters = clustersAt(ties, step);
  return [...firm, ...rows.filter((found) => found.step <= step).map(({ row }) => ({ ...row, cluster: clusters.get(row.prompt) }))];
}

const inStages = (rows: readonly SplitRow[]): StageRows[] => [{ stage: 's', rows }];
const nameOf = ({ file, line }: SplitRow) => `${file}:${line}`;

function sidesByName(rows: readonly SplitRow[], { sides }: SplitOutcome): Map<string, SplitName | null> {
  return new Map(rows.map((row, index) => [nameOf(row), sides[0]![index]!]));
}

interface History {
  stood: Map<string, SplitName>;
  /** Prompts and groups that were on a test side. */
  tested: Set<string>;
}

/** What a split may not do, after all that was before; notes what it did. */
function wrongs(rows: readonly SplitRow[], sides: readonly (SplitName | null)[], { stood, tested }: History): string[] {
  const found: string[] = [];
  const sideOfTie = new Map<string, SplitName>();
  for (const [index, row] of rows.entries()) {
    const side = sides[index]!;
    const before = stood.get(nameOf(row));
    if (side === null && before === 'test') found.push(`${nameOf(row)} is dropped from test`);
    if (side === null) continue; // merged with a higher side
    if (before !== undefined && before !== side) found.push(`${nameOf(row)} moves from ${before} to ${side}`);
    stood.set(nameOf(row), side);
    const keys = [`prompt ${row.prompt}`, ...(row.group === null ? [] : [`group ${row.group}`])];
    for (const tie of [...keys, ...(row.cluster === undefined ? [] : [`cluster ${row.cluster}`])]) {
      if ((sideOfTie.get(tie) ?? side) !== side) found.push(`${tie} is on two sides`);
      sideOfTie.set(tie, side);
    }
    if (side === 'test') for (const key of keys) tested.add(key);
    if (side === 'train') for (const key of keys) if (tested.has(key)) found.push(`${key} was tested on, and is trained on`);
  }
  return found;
}

describe('a split that grows, with its ledger', () => {
  test('keeps every row where it stood, and everything that was tested on from training, in five steps of new rows and merging clusters', () => {
    fc.assert(
      fc.property(grown, ([rows, ties]) => {
        const history: History = { stood: new Map(), tested: new Set() };
        let ledger: unknown[] | undefined;
        for (let step = 0; step < steps; step += 1) {
          const present = rowsAt(rows, ties, step);
          const outcome = splitAll(inStages(present), rule, ledger);
          expect(outcome.sides[0]!.filter((side) => side === null)).toHaveLength(outcome.dropped[0]!.length);
          expect([step, ...wrongs(present, outcome.sides[0]!, history)]).toEqual([step]);
          ledger = outcome.ledger;
        }
      }),
      { numRuns: 50 },
    );
  });

  test('is the same on a retry, in any order of rows, and again over unchanged data', () => {
    fc.assert(
      fc.property(grown, fc.infiniteStream(fc.nat()), ([rows, ties], keys) => {
        const [before, after] = [rowsAt(rows, ties, 1), rowsAt(rows, ties, steps - 1)];
        const { ledger } = splitAll(inStages(before), rule);
        const first = splitAll(inStages(after), rule, ledger);
        const mixed = shuffled(after, keys);
        const second = splitAll(inStages(mixed), rule, ledger);
        expect(sidesByName(mixed, second)).toEqual(new Map(mixed.map((row) => [nameOf(row), sidesByName(after, first).get(nameOf(row))!])));
        expect(second.ledger).toEqual(first.ledger);
        const again = splitAll(inStages(after), rule, first.ledger);
        expect([again.sides, again.ledger]).toEqual([first.sides, first.ledger]);
      }),
      { numRuns: 25 },
    );
  });

  test('is what it was without a ledger where nothing is tied anew', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(300), { minLength: 1 }), (prompts) => {
        const rows = [...firm, ...prompts.map((prompt) => rowOf(`p${prompt}`))];
        const plain = splitAll(inStages(rows), rule);
        const { ledger } = splitAll(inStages(rows.slice(0, -Math.ceil(prompts.length / 2))), rule);
        expect(splitAll(inStages(rows), rule, ledger).sides).toEqual(plain.sides);
      }),
      { numRuns: 40 },
    );
  });
});

describe('a merge of two sides', () => {
  const [learned, tested] = ['train', 'test'].map((side) => {
    const rows = Array.from({ length: 40 }, (_, index) => rowOf(`candidate ${index}`));
    return rows[splitAll(inStages([...firm, ...rows]), rule).sides[0]!.indexOf(side as SplitName, firm.length) - firm.length]!;
  }) as [SplitRow, SplitRow];
  const before = [...firm, { ...learned, file: 'old', line: 1, cluster: 1 }, { ...tested, file: 'old', line: 2, cluster: 2 }];
  const { ledger } = splitAll(inStages(before), rule);
  const joined = (row: SplitRow) => ({ ...row, cluster: row.cluster === undefined ? undefined : 1 });

  test('drops the train row with both places named, keeps the test row, and puts the new row beside it', () => {
    const after = [...before.map(joined), rowOf('between', { file: 'new', line: 5, cluster: 1 })];
    const { sides, dropped } = splitAll(inStages(after), rule, ledger);
    expect(sides[0]!.slice(firm.length)).toEqual([null, 'test', 'test']);
    expect(dropped[0]).toEqual([
      {
        file: 'old',
        line: 1,
        rule: 'leak',
        message: 'this train row stands in one near-duplicate cluster with line 2 of old, a test row of stage s',
      },
    ]);
  });

  test('costs a group only the row that is tied to the other side', () => {
    const group = ['g1', 'g2', 'g3', 'g4', 'g5', 'g6'].find((name) => position(rule.salt, name) < rule.train)!;
    const grouped = Array.from({ length: 30 }, (_, index) => rowOf(`of the group ${index}`, { group, line: index + 1 }));
    const first = splitAll(inStages([...before, ...grouped]), rule);
    const after = [...before, ...grouped, rowOf('new in the group', { group, file: 'new', line: 1, cluster: 2 })];
    const second = splitAll(inStages(after), rule, first.ledger);
    expect(second.dropped[0]!.map(({ file, line, message }) => [file, line, message])).toEqual([
      ['new', 1, 'this train row stands in one near-duplicate cluster with line 2 of old, a test row of stage s'],
    ]);
    expect(new Set(second.sides[0]!.slice(before.length, -1))).toEqual(new Set(['train']));
  });

  test('also drops a row whose test row has left the data, since an earlier model was tested on it', () => {
    const { sides, dropped } = splitAll(inStages([...firm, rowOf(tested.prompt, { group: 'learned group' })]), rule, [
      ...withEntry(ledger, 'learned group', 'train'),
    ]);
    expect(sides[0]!.at(-1)).toBe(null);
    expect(dropped[0]![0]!.message).toBe('this train row has a prompt that stood in the test split of an earlier run');
  });

  test('warns when a ledger costs more than a row in twenty', () => {
    const rows = Array.from({ length: 100 }, (_, index) => rowOf(`p${index}`));
    const first = splitAll(inStages(rows), rule);
    const regrouped = rows.map((row, index) => ({ ...row, group: `g${index % 20}` }));
    const { report, dropped } = splitAll(inStages([...firm, ...regrouped]), rule, first.ledger);
    expect(dropped[0]!.length).toBeGreaterThan(7);
    expect(report.warnings.map(({ message }) => message).join('\n')).toMatch(/lost \d+ of 140 rows to the ledger.*Another split\.salt/);
  });
});

/** A ledger with one more entry, for a key by its name. */
function withEntry(lines: readonly unknown[], name: string, side: SplitName): unknown[] {
  const [header, ...entries] = lines as [{ entries: number }, ...{ key: string; side: SplitName }[]];
  const key = createHash('sha256').update(name).digest('hex');
  const all = [...entries, { key, side }].toSorted((a, b) => (a.key < b.key ? -1 : 1));
  return [{ ...header, entries: all.length }, ...all];
}
