import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { cohensKappa } from '../../../src/evaluation/review/kappa.ts';

/** Pairs from a table of counts, first judge × second judge. */
function pairsFrom(counts: readonly number[][]): [string, string][] {
  return counts.flatMap((row, i) => row.flatMap((count, j) => Array.from({ length: count }, (): [string, string] => [`c${i}`, `c${j}`])));
}

/** Kappa of a table of shares, written down another way, to be differentiated. */
function kappaOf(shares: readonly number[], classes: number): number {
  const at = (i: number, j: number) => shares[i * classes + j] ?? 0;
  const indices = Array.from({ length: classes }, (_, index) => index);
  const total = (values: number[]) => values.reduce((sum, value) => sum + value, 0);
  const observed = total(indices.map((i) => at(i, i)));
  const expected = total(indices.map((i) => total(indices.map((j) => at(i, j))) * total(indices.map((j) => at(j, i)))));
  return 1 - (1 - observed) / (1 - expected);
}

/** Standard error by the delta method, with the multinomial's covariance and a numeric gradient. */
function standardError(counts: readonly number[][]): number {
  const flat = counts.flat();
  const n = flat.reduce((sum, count) => sum + count, 0);
  const shares = flat.map((count) => count / n);
  const step = 1e-6;
  const gradient = shares.map((_, index) => {
    const moved = (by: number) =>
      kappaOf(
        shares.map((share, other) => (other === index ? share + by : share)),
        counts.length,
      );
    return (moved(step) - moved(-step)) / (2 * step);
  });
  const mean = gradient.reduce((sum, slope, index) => sum + slope * (shares[index] ?? 0), 0);
  return Math.sqrt(gradient.reduce((sum, slope, index) => sum + slope ** 2 * (shares[index] ?? 0), 0) / n - mean ** 2 / n);
}

const textbook = [
  [20, 5],
  [10, 15],
];

test('gives the textbook value: 20 and 15 agreements, 5 and 10 disagreements are 0.4', () => {
  const kappa = cohensKappa(pairsFrom(textbook));
  expect(kappa.value).toBeCloseTo(0.4, 12);
  expect(kappa.observed).toBeCloseTo(0.7, 12);
  expect(kappa.n).toBe(50);
});

test.each([
  [textbook],
  [
    [
      [12, 3, 1],
      [2, 9, 4],
      [0, 5, 14],
    ],
  ],
])('its interval is that of the delta method on %j', (counts) => {
  const { value, low, high } = cohensKappa(pairsFrom(counts));
  const half = 1.959963984540054 * standardError(counts);
  expect(low).toBeCloseTo((value ?? 0) - half, 6);
  expect(high).toBeCloseTo((value ?? 0) + half, 6);
});

test('has no value, and a reason, where nothing was judged by both or both say one thing only', () => {
  expect(cohensKappa([])).toMatchObject({ value: null, n: 0, reason: expect.stringContaining('nothing') as string });
  expect(
    cohensKappa([
      ['a', 'a'],
      ['a', 'a'],
    ]),
  ).toMatchObject({ value: null, observed: 1, reason: expect.stringContaining('one thing') as string });
});

test('full agreement on few things is 1, but not certain', () => {
  const { value, low, high } = cohensKappa(
    pairsFrom([
      [5, 0],
      [0, 5],
    ]),
  );
  expect([value, high]).toEqual([1, 1]);
  expect(low).toBeLessThan(0.7);
});

test('is at most 1, does not care who is first, and lies in its interval', () => {
  const word = fc.constantFrom('tuned', 'base', 'tie');
  fc.assert(
    fc.property(fc.array(fc.tuple(word, word), { maxLength: 40 }), (pairs) => {
      const kappa = cohensKappa(pairs);
      const turned = cohensKappa(pairs.map(([a, b]) => [b, a]));
      expect(turned.value === null).toBe(kappa.value === null);
      fc.pre(kappa.value !== null && kappa.low !== null && kappa.high !== null);
      expect(turned.value).toBeCloseTo(kappa.value, 9);
      expect(kappa.value).toBeGreaterThanOrEqual(kappa.low);
      expect(kappa.value).toBeLessThanOrEqual(kappa.high);
      expect(kappa.high).toBeLessThanOrEqual(1);
    }),
  );
});

test('has no interval of few judgements, or of somebody who says one thing only', () => {
  const few = [
    ...pairsFrom([
      [2, 1],
      [0, 2],
    ]),
  ];
  expect(cohensKappa(few)).toMatchObject({ low: null, high: null, reason: 'too few for an interval' });
  expect(cohensKappa(few).value).toBeCloseTo(0.6153846, 6);
  expect(cohensKappa(pairsFrom([[20, 10]]))).toMatchObject({
    value: 0,
    low: null,
    reason: expect.stringContaining('one of the two') as string,
  });
});
