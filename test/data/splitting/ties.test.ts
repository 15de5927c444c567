import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SplitName } from '../../../src/contracts/dataset.ts';
import { position, type SplitRow } from '../../../src/data/split-keys.ts';
import { rowOf, sidesOf, splitAll } from './tables.ts';

const rule = { train: 0.4, validation: 0.3, test: 0.3, salt: 'anneal/ties' };
const sides: SplitName[] = ['train', 'validation', 'test'];
const of = (prefix: string, most: number) => fc.nat(most).map((number) => `${prefix}${number}`);
const tiedRow: fc.Arbitrary<SplitRow> = fc.record({
  prompt: of('p', 40),
  group: fc.option(of('g', 12), { freq: 2 }),
  given: fc.option(fc.constantFrom(...sides), { freq: 4 }),
  file: fc.constantFrom('a', 'b'),
  line: fc.integer({ min: 1, max: 99 }),
  id: of('row', 60),
  parent: fc.option(of('row', 60), { nil: undefined, freq: 4 }),
  cluster: fc.option(fc.nat(15), { nil: undefined, freq: 3 }),
});
/** A row on each side that nothing else is tied to, so that no side stays empty. */
const own = sides.map((given) => rowOf(`own ${given}`, { given }));

/** All that ties a row to others. */
function tiesOf({ prompt, group, id, parent, cluster }: SplitRow): string[] {
  return [
    `prompt ${prompt}`,
    ...(group === null ? [] : [`group ${group}`]),
    ...(cluster === undefined ? [] : [`cluster ${cluster}`]),
    ...(parent === undefined ? [] : [`row ${parent}`]),
    `row ${id ?? prompt}`,
  ];
}

/** What ties two rows. Near-duplicates among ready-made rows are not for the split to part; a name that rows share without any of them being made from it ties nothing. */
function tiesBetween(a: SplitRow, b: SplitRow, parents: ReadonlySet<string | undefined>): string[] {
  const others = new Set(tiesOf(b));
  return tiesOf(a).filter((tie) => {
    if (!others.has(tie)) return false;
    if (tie.startsWith('cluster ')) return a.given === null || b.given === null;
    return !tie.startsWith('row ') || parents.has(tie.slice(4));
  });
}

describe('what is tied together', () => {
  test('stands on one side over all stages: prompts, groups, near-duplicates, rows and what was made from them', () => {
    fc.assert(
      fc.property(fc.array(tiedRow, { maxLength: 60 }), fc.array(tiedRow, { maxLength: 60 }), (first, second) => {
        const stages = [
          { stage: 'a', rows: [...own, ...first] },
          { stage: 'b', rows: [...own, ...second] },
        ];
        const found = splitAll(stages, rule);
        const parents = new Set([...first, ...second].map(({ parent }) => parent));
        const kept: { row: SplitRow; side: SplitName }[] = [];
        for (const [stage, { rows }] of stages.entries()) {
          expect(found.sides[stage]!.filter((side) => side === null)).toHaveLength(found.dropped[stage]!.length);
          for (const [index, row] of rows.entries()) {
            const side = found.sides[stage]![index];
            if (side != null) kept.push({ row, side });
          }
        }
        const torn = kept.flatMap((one, at) =>
          kept.slice(at + 1).flatMap((other) => (one.side === other.side ? [] : tiesBetween(one.row, other.row, parents))),
        );
        expect(torn).toEqual([]);
      }),
    );
  });

  test('stands where the hash of one of its names is: large clusters come to each side as often as small ones', () => {
    const clusters = 1500;
    const rows = Array.from({ length: clusters * 5 }, (_, row) => rowOf(`prompt ${row}`, { cluster: Math.floor(row / 5) }));
    const found = sidesOf(rows, { ...rule, train: 0.8, validation: 0.1, test: 0.1 });
    const share = found.filter((side) => side === 'test').length / rows.length;
    expect(Math.abs(share - 0.1)).toBeLessThan(4 * Math.sqrt((0.1 * 0.9) / clusters));
    expect(found.filter((side, row) => side !== found[row - (row % 5)])).toEqual([]);
  });

  test('a near-duplicate of a grouped row follows the group, and a row made from another follows that one', () => {
    const groups = Array.from({ length: 40 }, (_, index) => `g${index}`);
    const sideOf = (key: string) => sidesOf([rowOf(key)], rule)[0];
    for (const group of groups) {
      expect(sidesOf([rowOf('p', { group, cluster: 1 }), rowOf(`near ${group}`, { cluster: 1 })], rule)).toEqual(
        sides.filter((side) => side === sideOf(group)).flatMap((side) => [side, side]),
      );
      const made = [rowOf(`parent ${group}`, { id: 'x' }), rowOf(`child ${group}`, { id: 'y', parent: 'x' })];
      expect(sidesOf(made, rule)).toEqual([sideOf(`parent ${group}`), sideOf(`parent ${group}`)]);
      const orphans = [rowOf(`one ${group}`, { parent: group }), rowOf(`two ${group}`, { parent: group })];
      expect(new Set(sidesOf(orphans, rule))).toEqual(new Set([sideOf(group)]));
    }
    expect(position(rule.salt, 'g0')).not.toBe(position(rule.salt, 'g1'));
  });

  test('drops ready-made train rows that share more than a prompt with a test row, and says what', () => {
    const test = rowOf('held out', { given: 'test', group: 'g', cluster: 3, id: 'origin', file: 'test.jsonl', line: 8 });
    const train = (rest: Partial<SplitRow>, line: number) =>
      rowOf(`learned ${line}`, { given: 'train', file: 'train.jsonl', line, ...rest });
    const rows = [...own, test, train({ group: 'g' }, 1), train({ cluster: 3 }, 2), train({ parent: 'origin' }, 3), train({}, 4)];
    const reason = (found: typeof rows) =>
      splitAll([{ stage: 's', rows: found }], rule).dropped[0]!.map(({ line, message }) => [line, message]);
    const [byGroup, byOrigin] = [
      [1, 'this train row is of the same group as line 8 of test.jsonl, a test row of stage s'],
      [3, 'this train row shares its origin with line 8 of test.jsonl, a test row of stage s'],
    ];
    expect(reason(rows)).toEqual([byGroup, byOrigin]);
    const placed = rowOf('placed by Anneal', { cluster: 3, file: 'more.jsonl', line: 5 });
    const byCluster = [2, 'this train row stands in one near-duplicate cluster with line 5 of more.jsonl, a test row of stage s'];
    expect(reason([...rows, placed])).toEqual([byGroup, byCluster, byOrigin]);
  });
});
