import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SplitName } from '../../../src/contracts/dataset.ts';
import type { SplitRow } from '../../../src/data/split-keys.ts';
import { rowOf, shuffled, sidesOf, splitAll } from './tables.ts';

const exact = { train: 0.8, validation: 0.1, test: 0.1, salt: 'anneal/quotas', quotas: 'exact' } as const;
const sides: SplitName[] = ['train', 'validation', 'test'];

/** Groups of up to six rows, each of one label. */
const grouped = fc
  .array(fc.record({ label: fc.constantFrom('a', 'b', 'c'), rows: fc.integer({ min: 1, max: 6 }) }), { maxLength: 60 })
  .map((groups) =>
    groups.flatMap(({ label, rows }, group) =>
      Array.from({ length: rows }, (_, row): SplitRow => rowOf(`p${group}.${row}`, { group: `g${group}`, label, line: row + 1 })),
    ),
  );

function countOf(rows: readonly SplitRow[], found: readonly (SplitName | null)[], label: string, side: SplitName): number {
  return rows.filter((row, index) => row.label === label && found[index] === side).length;
}

describe('exact quotas', () => {
  test('give every label its shares to within one group', () => {
    fc.assert(
      fc.property(grouped, (rows) => {
        const found = sidesOf(rows, exact);
        for (const label of ['a', 'b', 'c']) {
          const own = rows.filter((row) => row.label === label);
          const sizes = new Map<string, number>();
          for (const { group } of own) sizes.set(group!, (sizes.get(group!) ?? 0) + 1);
          const largest = Math.max(0, ...sizes.values());
          for (const side of sides)
            expect(Math.abs(countOf(rows, found, label, side) - exact[side] * own.length)).toBeLessThanOrEqual(largest);
        }
      }),
    );
  });

  test('do not depend on the order of rows, and cut no group', () => {
    fc.assert(
      fc.property(grouped, fc.infiniteStream(fc.nat()), (rows, keys) => {
        const found = new Map(sidesOf(rows, exact).map((side, index) => [rows[index]!.prompt, side]));
        const mixed = shuffled(rows, keys);
        const again = sidesOf(mixed, exact);
        expect(again).toEqual(mixed.map(({ prompt }) => found.get(prompt)));
        expect(new Set(mixed.map(({ group }, index) => `${group} ${again[index]}`)).size).toBe(
          new Set(rows.map(({ group }) => group)).size,
        );
      }),
      { numRuns: 40 },
    );
  });

  test('are exact to the row where every row is a group of its own, which hashing alone is not', () => {
    const rows = Array.from({ length: 500 }, (_, index) => rowOf(`p${index}`, { label: index % 5 === 0 ? 'rare' : 'common' }));
    const counts = (found: readonly SplitName[]) =>
      ['rare', 'common'].map((label) => sides.map((side) => countOf(rows, found, label, side)));
    expect(counts(sidesOf(rows, exact))).toEqual([
      [80, 10, 10],
      [320, 40, 40],
    ]);
    expect(counts(sidesOf(rows, { ...exact, quotas: 'expected' }))).not.toEqual(counts(sidesOf(rows, exact)));
  });

  test('leave a group that spans labels to its hash, and make up for it with the others', () => {
    const spanning = Array.from({ length: 20 }, (_, index) =>
      rowOf(`s${index}`, { group: 'spanning', label: index % 2 === 0 ? 'a' : 'b' }),
    );
    const single = Array.from({ length: 180 }, (_, index) => rowOf(`p${index}`, { label: index % 2 === 0 ? 'a' : 'b' }));
    const rows = [...spanning, ...single];
    const found = sidesOf(rows, exact);
    expect(new Set(found.slice(0, 20))).toEqual(new Set(sidesOf(spanning.slice(0, 1), { ...exact, quotas: 'expected' })));
    for (const label of ['a', 'b']) expect(sides.map((side) => countOf(rows, found, label, side))).toEqual([80, 10, 10]);
  });

  test('stay where the ledger has rows, and new rows make up for what is missing', () => {
    const rows = Array.from({ length: 100 }, (_, index) => rowOf(`p${index}`));
    const first = splitAll([{ stage: 's', rows }], exact);
    const more = [...Array.from({ length: 100 }, (_, index) => rowOf(`q${index}`)), ...rows];
    const second = splitAll([{ stage: 's', rows: more }], exact, first.ledger);
    expect(second.sides[0]!.slice(100)).toEqual(first.sides[0]);
    expect(sides.map((side) => second.sides[0]!.filter((found) => found === side).length)).toEqual([160, 20, 20]);
  });
});

describe('the report of strata', () => {
  test('has expected and realised rows and the spread of hashing by stage, task and label, of the rows that were kept', () => {
    const rows = Array.from({ length: 100 }, (_, index) => rowOf(`p${index}`, { task: 'review', label: 'yes' }));
    const ready = sides.map((given) => rowOf(`ready ${given}`, { given, label: 'no' }));
    const { report, sides: found } = splitAll([{ stage: 's', rows: [...rows, ...ready] }], { ...exact, quotas: 'expected' });
    const [yes, no] = report.strata;
    expect(yes).toMatchObject({ stage: 's', task: 'review', label: 'yes', rows: 100, groups: 100 });
    expect(yes!.sides.test).toEqual({
      realised: found[0]!.slice(0, 100).filter((side) => side === 'test').length,
      expected: 10,
      spread: expect.closeTo(3, 9) as number,
    });
    expect(yes!.sides.train.expected! + yes!.sides.validation.expected! + yes!.sides.test.expected!).toBeCloseTo(100, 9);
    expect(no).toMatchObject({
      task: null,
      label: 'no',
      rows: 3,
      groups: 0,
      sides: { train: { realised: 1, expected: null, spread: null } },
    });
  });

  test('takes identifiers for no labels, in any order of rows', () => {
    const rows = Array.from({ length: 1500 }, (_, index) => rowOf(`p${index}`, { label: `ticket ${index}` }));
    const { report } = splitAll([{ stage: 's', rows }], exact);
    expect(report.strata.map(({ label, rows }) => [label, rows])).toEqual([[null, 1500]]);
    expect(splitAll([{ stage: 's', rows: rows.toReversed() }], exact).report.strata).toEqual(report.strata);
  });
});

describe('sides that are too small', () => {
  test('are warned about with the interval that a good score would have', () => {
    const given = (side: SplitName, count: number) =>
      Array.from({ length: count }, (_, index) => rowOf(`${side} ${index}`, { given: side }));
    const { report } = splitAll([{ stage: 's', rows: [...given('train', 9), ...given('validation', 30), ...given('test', 50)] }], exact);
    const [train, test] = report.warnings;
    expect(report.warnings).toHaveLength(2);
    expect(train).toMatchObject({ side: 'train', rows: 9, interval: null, message: expect.stringContaining('10 are the least') as string });
    expect(test).toMatchObject({ side: 'test', rows: 50, interval: { score: 0.9 } });
    expect(test!.interval!.low).toBeCloseTo(0.786, 3);
    expect(test!.interval!.high).toBeCloseTo(0.957, 3);
    expect(test!.message).toContain('a score of 45/50 would mean anything from 78.6 % to 95.7 % (95 %)');
  });
});
