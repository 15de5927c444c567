import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jackknifeInterval } from '../../../src/evaluation/score-file/jackknife.ts';
import { studentQuantile } from '../../../src/evaluation/statistics/distributions.ts';

const meanOf = (values: readonly number[]) => (indices: ArrayLike<number>) =>
  Array.from(indices, (index) => values[index]!).reduce((sum, value) => sum + value, 0) / indices.length;

/** Student's interval of a mean, by the textbook. */
function textbook(values: readonly number[]): { low: number; high: number } {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  const half = studentQuantile(0.975, n - 1) * Math.sqrt(variance / n);
  return { low: mean - half, high: mean + half };
}

/** Multiples of 1/64, so that spreads are either nothing or much more than rounding. */
const number = fc.integer({ min: -640, max: 640 }).map((value) => value / 64);

describe('the jackknife', () => {
  test("of a mean is Student's interval and test: 1 to 5, t = 4.2426 with 4 degrees of freedom", () => {
    const found = jackknifeInterval(meanOf([1, 2, 3, 4, 5]), 5, null)!;
    expect(found.low).toBeCloseTo(1.036757, 6);
    expect(found.high).toBeCloseTo(4.963243, 6);
    expect(found.pValue).toBeCloseTo(0.013236, 5);
  });

  test('of a ratio is the textbook one: 10 ÷ 6, 12 ÷ 8 and 9 ÷ 3', () => {
    const above = [10, 12, 9];
    const below = [6, 8, 3];
    const sum = (values: readonly number[], indices: ArrayLike<number>) =>
      Array.from(indices, (index) => values[index]!).reduce((total, value) => total + value, 0);
    const found = jackknifeInterval((indices) => sum(above, indices) / sum(below, indices), 3, null)!;
    // Without each in turn: 21/11, 19/9, 22/14. Error: √(2/3 × Σ (value − mean)²); Student's quantile of 2 degrees is 4.302653.
    const without = [21 / 11, 19 / 9, 22 / 14];
    const mean = (without[0]! + without[1]! + without[2]!) / 3;
    const error = Math.sqrt((2 / 3) * without.reduce((total, value) => total + (value - mean) ** 2, 0));
    expect(found.high - found.low).toBeCloseTo(2 * 4.30265273 * error, 6);
    expect((found.low + found.high) / 2).toBeCloseTo(31 / 17, 12);
  });

  test("equals Student's interval of every list of numbers that differ", () => {
    fc.assert(
      fc.property(fc.array(number, { minLength: 2, maxLength: 19 }), (values) => {
        fc.pre(new Set(values).size > 1);
        const found = jackknifeInterval(meanOf(values), values.length, null);
        expect(found!.low).toBeCloseTo(textbook(values).low, 6);
        expect(found!.high).toBeCloseTo(textbook(values).high, 6);
      }),
    );
  });

  test('of groups of one size is that of their means', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(number, number, number), { minLength: 2, maxLength: 10 }), (groups) => {
        const means = groups.map((each) => (each[0] + each[1] + each[2]) / 3);
        fc.pre(Math.max(...means) - Math.min(...means) > 1e-6);
        const names = groups.flatMap((_, group) => [`g${group}`, `g${group}`, `g${group}`]);
        const found = jackknifeInterval(meanOf(groups.flat()), names.length, names)!;
        expect(found.low).toBeCloseTo(textbook(means).low, 6);
        expect(found.high).toBeCloseTo(textbook(means).high, 6);
      }),
    );
  });

  test('finds p under 0.05 exactly where the interval leaves out 0', () => {
    fc.assert(
      fc.property(fc.array(number, { minLength: 2, maxLength: 12 }), (values) => {
        fc.pre(new Set(values).size > 1);
        const found = jackknifeInterval(meanOf(values), values.length, null)!;
        fc.pre(Math.min(Math.abs(found.low), Math.abs(found.high)) > 1e-9);
        expect(found.pValue < 0.05).toBe(found.low > 0 || found.high < 0);
        expect(found.pValue).toBeGreaterThanOrEqual(0);
        expect(found.pValue).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('says nothing of one row, of one group, of no row, and of rows that are all alike', () => {
    expect(jackknifeInterval(meanOf([3]), 1, null)).toBeNull();
    expect(jackknifeInterval(meanOf([]), 0, null)).toBeNull();
    expect(jackknifeInterval(meanOf([1, 2, 3]), 3, ['a', 'a', 'a'])).toBeNull();
    expect(jackknifeInterval(meanOf([0.1, 0.1, 0.1]), 3, null)).toBeNull();
    expect(jackknifeInterval(() => Number.NaN, 3, null)).toBeNull();
  });
});
