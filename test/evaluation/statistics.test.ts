import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bootstrapDistribution, centredPValue, percentileInterval, resampleRows, unitsOf } from '../../src/evaluation/bootstrap.ts';
import { likeliestLabel, macroF1, unparseable } from '../../src/evaluation/label-metrics.ts';
import { mcnemarExact } from '../../src/evaluation/mcnemar.ts';
import { meanOf } from '../../src/evaluation/measure.ts';
import { perplexity } from '../../src/evaluation/perplexity.ts';
import { quantile } from '../../src/evaluation/quantile.ts';
import { SeededRandom } from '../../src/evaluation/random.ts';
import { normalCdf } from '../../src/evaluation/statistics/distributions.ts';
import { wilsonInterval } from '../../src/evaluation/wilson.ts';

const all = (n: number) => Array.from({ length: n }, (_, index) => index);

describe('the random stream', () => {
  test('is xoshiro128**: the published vector for the state 1, 2, 3, 4', () => {
    const random = SeededRandom.fromState([1, 2, 3, 4]);
    const expected = [11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804];
    expect(expected.map(() => random.next())).toEqual(expected);
  });

  test('is the same for the same seed, another for another, also where only the upper half differs', () => {
    const first = (seed: number) =>
      Array.from(
        { length: 4 },
        (
          (random) => () =>
            random.next()
        )(new SeededRandom(seed)),
      );
    expect(first(7)).toEqual(first(7));
    expect(first(7)).not.toEqual(first(8));
    expect(first(7)).not.toEqual(first(7 + 2 ** 40));
  });

  test('spreads evenly below a bound', () => {
    const random = new SeededRandom(3);
    const counts = new Uint32Array(10);
    for (let draw = 0; draw < 100_000; draw++) counts[random.below(10)]!++;
    const chiSquare = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(chiSquare).toBeLessThan(27.9); // 99.9 % point for 9 degrees of freedom
  });
});

describe('reference values', () => {
  test('quantiles are linear, as numpy’s', () => {
    const values = [400, 130, 100, 120, 150];
    expect(quantile(values, 0.5)).toBe(130);
    expect(quantile(values, 0.95)).toBeCloseTo(350, 9);
    expect(quantile(values, 0.99)).toBeCloseTo(390, 9);
  });

  test('Wilson intervals', () => {
    const some = wilsonInterval(45, 50);
    expect(some.low).toBeCloseTo(0.786398, 6);
    expect(some.high).toBeCloseTo(0.956524, 6);
    const none = wilsonInterval(0, 20);
    expect(none.low).toBe(0);
    expect(none.high).toBeCloseTo(0.161125, 6);
  });

  test('exact McNemar', () => {
    // Twice the sum of the binomial coefficients C(17, 0…5), over 2^17.
    expect(mcnemarExact(12, 5)).toBeCloseTo((2 * (1 + 17 + 136 + 680 + 2380 + 6188)) / 2 ** 17, 12);
    expect(mcnemarExact(12, 5)).toBeCloseTo(0.143463, 6);
    expect(mcnemarExact(9, 1)).toBeCloseTo((2 * 11) / 2 ** 10, 12);
    expect(mcnemarExact(9, 1)).toBeCloseTo(0.021484, 6);
    const chiSquare = (12 - 5) ** 2 / 17; // what the exact test stands in for
    expect(chiSquare).toBeCloseTo(2.882353, 6);
    expect(2 * normalCdf(-Math.sqrt(chiSquare))).toBeCloseTo(0.089555, 6);
    expect(mcnemarExact(0, 0)).toBe(1);
    expect(mcnemarExact(3, 3)).toBe(1);
    expect(mcnemarExact(1, 9)).toBe(mcnemarExact(9, 1));
    expect(mcnemarExact(3000, 3000)).toBe(1);
    expect(mcnemarExact(2000, 3000)).toBeLessThan(1e-40);
  });

  test('perplexity weighs by tokens', () => {
    const logProbs = [-0.6, -2];
    const tokens = [3, 1];
    expect(perplexity(logProbs, tokens, [0, 1])).toBeCloseTo(Math.exp(0.65), 12);
    expect(perplexity(logProbs, tokens, [0, 1])).toBeCloseTo(1.915541, 6);
    const ofEach = [0, 1].map((row) => perplexity(logProbs, tokens, [row]));
    expect((ofEach[0]! + ofEach[1]!) / 2).toBeCloseTo(4.305229, 6); // the mean of sequences is another number
    expect(perplexity(logProbs, tokens, [])).toBeNaN();
  });

  test('macro F1 counts classes that were only predicted, and unparseable answers as a class', () => {
    // scikit-learn: f1_score([a,a,b,b], [a,b,b,c], average="macro", zero_division=0) = (2/3 + 1/2 + 0) ÷ 3
    expect(macroF1(['a', 'a', 'b', 'b'], ['a', 'b', 'b', 'c'])(all(4))).toBeCloseTo((2 / 3 + 1 / 2 + 0) / 3, 12);
    expect(macroF1(['a', 'b'], ['a', unparseable])(all(2))).toBeCloseTo(1 / 3, 12);
    expect(macroF1(['a', 'b'], ['a', 'b'])(all(2))).toBe(1);
    expect(macroF1(['a', 'b'], ['a', 'a'])([1])).toBe(0);
    expect(macroF1(['constructor', 'b'], ['constructor', 'b'])(all(2))).toBe(1);
  });

  test('the likeliest label is the first of equals; without scores the answer is unparseable', () => {
    expect(likeliestLabel([-3, -1, -1], ['a', 'b', 'c'])).toBe('b');
    expect(likeliestLabel(null, ['a', 'b'])).toBe(unparseable);
  });
});

describe('bootstrap', () => {
  test('uses the indices that it is given', () => {
    const values = Float64Array.of(1, 2, 3);
    const lists = [
      [0, 0, 0],
      [2, 2, 2],
      [0, 1, 2],
    ];
    expect([...bootstrapDistribution((indices) => meanOf(values, indices), lists)]).toEqual([1, 2, 3]);
  });

  test('draws whole groups, and rows without a group by themselves', () => {
    const groups = ['x', 'y', 'x', null, null];
    expect(unitsOf(groups)).toEqual([[0, 2], [1], [3], [4]]);
    for (const indices of resampleRows({ n: 5, groups, seed: 1, resamples: 50 })) {
      const count = (row: number) => indices.filter((index) => index === row).length;
      expect(count(0)).toBe(count(2));
      expect(count(0) + count(1) + count(3) + count(4)).toBe(4);
    }
  });

  test('p is 1 for identical outputs and small for a difference that no resample reaches', () => {
    expect(centredPValue(new Float64Array(1000), 0)).toBe(1);
    expect(
      centredPValue(
        Float64Array.from({ length: 1000 }, () => 0.5),
        0.5,
      ),
    ).toBeCloseTo(1 / 1001, 12);
  });

  test('Wilson’s interval holds the rate, lies in [0, 1], and narrows with n', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, share) => {
        const successes = Math.round(share * n);
        const { low, high } = wilsonInterval(successes, n);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(successes / n);
        expect(high).toBeGreaterThanOrEqual(successes / n);
        const more = wilsonInterval(successes * 4, n * 4);
        expect(more.high - more.low).toBeLessThan(high - low);
      }),
    );
  });
});

/** Share of simulated samples whose interval holds the true mean. */
function coverage(
  samples: number,
  interval: (random: SeededRandom, sample: number) => { low: number; high: number },
  truth: number,
): number {
  const random = new SeededRandom(11);
  let held = 0;
  for (let sample = 0; sample < samples; sample++) {
    const { low, high } = interval(random, sample);
    if (low <= truth && truth <= high) held++;
  }
  return held / samples;
}

const uniform = (random: SeededRandom) => random.next() / 2 ** 32;
const bootstrapMean = (values: Float64Array, groups: string[] | null, seed: number) =>
  percentileInterval(
    bootstrapDistribution((indices) => meanOf(values, indices), resampleRows({ n: values.length, groups, seed, resamples: 400 })),
  );

describe('coverage of the 95 % intervals, simulated', () => {
  test('Wilson holds a rate of 0.9 in 93 to 97 of 100 samples of 100', () => {
    const share = coverage(4000, (random) => wilsonInterval(all(100).filter(() => uniform(random) < 0.9).length, 100), 0.9);
    expect(share).toBeGreaterThan(0.93);
    expect(share).toBeLessThan(0.97);
  });

  test('the bootstrap holds the mean of a skewed score in 92 to 97 of 100 samples of 100', () => {
    const share = coverage(
      600,
      (random, sample) =>
        bootstrapMean(
          Float64Array.from(all(100), () => uniform(random) ** 3),
          null,
          sample,
        ),
      0.25,
    );
    expect(share).toBeGreaterThan(0.92);
    expect(share).toBeLessThan(0.97);
  });

  test('rows that come in groups need the cluster bootstrap: without groups the interval is far too narrow', () => {
    const perGroup = 8;
    const groups = all(40 * perGroup).map((row) => `g${Math.floor(row / perGroup)}`);
    const sample = (random: SeededRandom) => {
      const rates = all(40).map(() => uniform(random));
      return Float64Array.from(groups, (_, row) => (uniform(random) < rates[Math.floor(row / perGroup)]! ? 1 : 0));
    };
    const clustered = coverage(400, (random, seed) => bootstrapMean(sample(random), groups, seed), 0.5);
    const naive = coverage(400, (random, seed) => bootstrapMean(sample(random), null, seed), 0.5);
    expect(clustered).toBeGreaterThan(0.9);
    expect(clustered).toBeLessThan(0.98);
    expect(naive).toBeLessThan(0.85);
  });
});
