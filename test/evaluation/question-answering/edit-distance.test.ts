import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { editDistance } from '../../../src/evaluation/question-answering/edit-distance.ts';
import { editSimilarityOf } from '../../../src/evaluation/question-answering/edit-similarity.ts';
import { SeededRandom } from '../../../src/evaluation/random.ts';

/** The textbook's table, row by row. */
function table(one: Int32Array, other: Int32Array): number {
  let above = Array.from({ length: other.length + 1 }, (_, column) => column);
  one.forEach((symbol, row) => {
    const current = [row + 1];
    other.forEach((partner, column) => {
      current.push(Math.min(above[column + 1]! + 1, current[column]! + 1, above[column]! + (symbol === partner ? 0 : 1)));
    });
    above = current;
  });
  return above.at(-1)!;
}

const random = new SeededRandom(9);
const symbols = (length: number, alphabet: number) => Int32Array.from({ length }, () => random.below(alphabet));

/** A copy with symbols changed, left out and added in `share` of the places. */
function edited(list: Int32Array, share: number, alphabet: number): Int32Array {
  const touched = () => random.below(1e6) < share * 1e6;
  return Int32Array.from(
    [...list].flatMap((symbol) => {
      if (!touched()) return [symbol];
      return [[], [random.below(alphabet)], [symbol, random.below(alphabet)]][random.below(3)]!;
    }),
  );
}

describe('the edit distance', () => {
  test('equals the textbook’s table on lists of symbols', () => {
    const list = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 150 }).map((each) => Int32Array.from(each));
    fc.assert(
      fc.property(list, list, (one, other) => {
        expect(editDistance(one, other)).toBe(table(one, other));
      }),
      { numRuns: 300 },
    );
  });

  test('equals it where the band must grow, move and end', () => {
    for (const [length, alphabet, share] of [
      [700, 4, 0.02],
      [700, 4, 0.3],
      [700, 100, 0.9],
      [900, 2, 0.5],
    ] as const) {
      const one = symbols(length, alphabet);
      for (const other of [edited(one, share, alphabet), symbols(length - 300, alphabet), symbols(length, alphabet)])
        expect(editDistance(one, other)).toBe(table(one, other));
    }
  });

  test('shifted texts, whose ends are far from the diagonal', () => {
    const one = symbols(1200, 30);
    const other = Int32Array.from([...symbols(200, 30), ...one.subarray(0, 1000)]);
    expect(editDistance(one, other)).toBe(table(one, other));
  });

  test('100,000 symbols with 500 edits take a moment', () => {
    const one = symbols(100_000, 50);
    const other = edited(one, 0.005, 50);
    const distance = editDistance(one, other);
    expect(distance).toBeGreaterThan(300);
    expect(distance).toBeLessThan(600);
    const part = one.subarray(0, 20_000);
    expect(editDistance(part, part.toReversed())).toBeGreaterThan(10_000);
  });

  test('similarity is 1 − distance ÷ the longer length, in code points', () => {
    expect(editSimilarityOf('kitten', 'sitting')).toBeCloseTo(1 - 3 / 7, 12);
    expect(editSimilarityOf('', '')).toBe(1);
    expect(editSimilarityOf('abc', '')).toBe(0);
    expect(editSimilarityOf('😀a', '😁a')).toBe(0.5);
  });
});
