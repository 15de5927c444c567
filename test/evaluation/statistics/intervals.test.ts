import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { differenceInterval } from '../../../src/evaluation/statistics/difference-interval.ts';
import { newcombePaired, newcombeUnpaired } from '../../../src/evaluation/statistics/newcombe.ts';
import { clusterRobustMean } from '../../../src/evaluation/statistics/robust-mean.ts';
import { exactInterval, scoreInterval } from '../../../src/evaluation/statistics/score-interval.ts';
import { shareInterval } from '../../../src/evaluation/statistics/share-interval.ts';
import { tangoInterval } from '../../../src/evaluation/statistics/tango.ts';

const z = 1.959963984540054;
const ones = (count: number, n: number) => Float64Array.from({ length: n }, (_, row) => (row < count ? 1 : 0));

/** Bounds that are equal to so many digits. */
const near = (low: number, high: number, digits: number) => ({ low: expect.closeTo(low, digits), high: expect.closeTo(high, digits) });

/** (after − before − n × difference) ÷ its standard error, under the share of losses that is likeliest for that difference. */
function scoreAt(difference: number, { onlyAfter, onlyBefore, n }: { onlyAfter: number; onlyBefore: number; n: number }): number {
  const term = (count: number, share: number) => (count === 0 ? 0 : count * Math.log(share));
  const likelihood = (loss: number) =>
    term(onlyBefore, loss) + term(onlyAfter, loss + difference) + term(n - onlyBefore - onlyAfter, 1 - 2 * loss - difference);
  let [from, to] = [Math.max(0, -difference), (1 - difference) / 2];
  for (let cut = 0; cut < 200; cut++) {
    const [one, other] = [from + (to - from) / 3, to - (to - from) / 3];
    if (likelihood(one) < likelihood(other)) from = one;
    else to = other;
  }
  return (onlyAfter - onlyBefore - n * difference) / Math.sqrt(n * (2 * from + difference - difference ** 2));
}

describe('reference values', () => {
  test('Wilson and Clopper–Pearson, as statsmodels has them', () => {
    expect(scoreInterval(7 / 120, 120, z)).toMatchObject(near(0.028541010000220288, 0.11552592033630114, 12));
    expect(scoreInterval(45 / 50, 50, z)).toMatchObject(near(0.7863976856252034, 0.9565242350681095, 12));
    expect(exactInterval(3, 40, 0.95)).toMatchObject(near(0.01574217985104153, 0.20386474873289898, 12));
    expect(exactInterval(45, 50, 0.95)).toMatchObject(near(0.7818646335657977, 0.9667249064109775, 12));
    expect(exactInterval(0, 20, 0.95)).toMatchObject(near(0, 0.16843347098308534, 12));
  });

  test('Newcombe, unpaired: the examples of his paper', () => {
    expect(newcombeUnpaired({ successes: 56, n: 70 }, { successes: 48, n: 80 })).toMatchObject(
      near(0.05243147240236498, 0.33387265403690614, 12),
    );
    expect(newcombeUnpaired({ successes: 9, n: 10 }, { successes: 3, n: 10 })).toMatchObject(near(0.1705, 0.809, 4));
    expect(newcombeUnpaired({ successes: 10, n: 10 }, { successes: 0, n: 10 })).toMatchObject(near(0.6075, 1, 4));
  });

  test('Newcombe, paired: the example of his paper', () => {
    expect(newcombePaired({ both: 36, onlyAfter: 12, onlyBefore: 2, neither: 0 })).toMatchObject(near(0.0569, 0.3404, 4));
  });

  test('Tango: at each bound his score statistic, with the likelihood maximised by search, is 1.96', () => {
    for (const counts of [
      { onlyAfter: 12, onlyBefore: 2, n: 50 },
      { onlyAfter: 7, onlyBefore: 9, n: 120 },
      { onlyAfter: 0, onlyBefore: 5, n: 100 },
    ]) {
      const { low, high } = tangoInterval(counts)!;
      expect(scoreAt(low, counts)).toBeCloseTo(z, 4);
      expect(scoreAt(high, counts)).toBeCloseTo(-z, 4);
    }
  });

  test('Tango: z² ÷ (n + z²) to either side where no row is discordant', () => {
    const half = (z * z) / (100 + z * z);
    expect(tangoInterval({ onlyAfter: 0, onlyBefore: 0, n: 100 })).toMatchObject(near(-half, half, 9));
  });

  test('cluster-robust standard error: statsmodels’ without correction, times √(g ÷ (g − 1))', () => {
    const values = [1, 0, 1, 1, 0, 0, 1, 0, 1, 1, 1, 0];
    const found = clusterRobustMean(
      values,
      values.map((_, row) => `g${Math.floor(row / 3)}`),
    );
    expect(found.mean).toBeCloseTo(7 / 12, 12);
    expect(found.standardError).toBeCloseTo(0.0721687836 * Math.sqrt(4 / 3), 9);
    expect(found).toMatchObject({ n: 12, units: 4 });
  });

  test('independent rows have the ordinary standard error s ÷ √n', () => {
    const values = [0.2, 0.9, 0.4, 0.4, 1, 0];
    const mean = values.reduce((sum, value) => sum + value, 0) / 6;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 5;
    expect(clusterRobustMean(values, null).standardError).toBeCloseTo(Math.sqrt(variance / 6), 12);
  });
});

describe('which interval is used when', () => {
  test('shares: exact below 100 rows, Wilson’s from there on, on effective rows where they come in groups', () => {
    expect(shareInterval(ones(45, 50), null)).toMatchObject({ method: 'clopper-pearson', n: 50, mean: 0.9 });
    expect(shareInterval(ones(45, 50), null)).toMatchObject(near(0.7818646335657977, 0.9667249064109775, 12));
    expect(shareInterval(ones(7, 120), null)).toMatchObject({ method: 'wilson' });
    expect(shareInterval(ones(7, 120), null)).toMatchObject(near(0.028541010000220288, 0.11552592033630114, 12));
    const groups = Array.from({ length: 120 }, (_, row) => `g${Math.floor(row / 4)}`);
    expect(shareInterval(ones(60, 120), groups)).toMatchObject({ method: 'wilson:groups=30' });
  });

  test('differences: Newcombe below 100 independent right-or-wrong rows, Tango from there on, else gains and losses', () => {
    expect(differenceInterval({ before: ones(20, 50), after: ones(25, 50), groups: null })?.method).toBe('paired-newcombe');
    expect(differenceInterval({ before: ones(20, 150), after: ones(25, 150), groups: null })?.method).toBe('paired-tango');
    const groups = Array.from({ length: 150 }, (_, row) => `g${row % 50}`);
    expect(differenceInterval({ before: ones(20, 150), after: ones(25, 150), groups })?.method).toBe('paired-gains-losses:groups=50');
    expect(differenceInterval({ before: [0.5, 1], after: [0.7, 1], groups: null })?.method).toBe('paired-gains-losses');
  });

  test('rows that agree within their groups say as little as the groups do', () => {
    const groups = Array.from({ length: 400 }, (_, row) => `g${Math.floor(row / 10)}`);
    const found = shareInterval(ones(200, 400), groups)!;
    const few = scoreInterval(0.5, 39, 2.02);
    expect(found).toMatchObject(near(few.low, few.high, 2));
  });

  test('all rows right, or no row that differs, is not certainty', () => {
    expect(shareInterval(ones(200, 200), null)!.low).toBeLessThan(0.99);
    const same = ones(70, 100);
    const found = differenceInterval({ before: same, after: same, groups: null })!;
    expect(found.low).toBeLessThan(-0.03);
    expect(found.high).toBeCloseTo(-found.low, 9);
  });

  test('nothing to say: no rows, values that are no shares, lists of different lengths', () => {
    expect(shareInterval([], null)).toBeNull();
    expect(shareInterval([0.5, Number.NaN], null)).toBeNull();
    expect(shareInterval([0.5, 1.2], null)).toBeNull();
    expect(differenceInterval({ before: [], after: [], groups: null })).toBeNull();
    expect(differenceInterval({ before: [1], after: [1, 0], groups: null })).toBeNull();
    expect(differenceInterval({ before: [1], after: [Number.NaN], groups: null })).toBeNull();
    expect(newcombeUnpaired({ successes: 0, n: 0 }, { successes: 1, n: 2 })).toBeNull();
    expect(tangoInterval({ onlyBefore: 0, onlyAfter: 0, n: 0 })).toBeNull();
  });
});

describe('laws', () => {
  const score = fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true }));
  const rows = fc.array(fc.tuple(score, score, fc.constantFrom('a', 'b', 'c', null)), { minLength: 1, maxLength: 60 });

  test('an interval holds the mean, lies in the range, and grows with confidence', () => {
    fc.assert(
      fc.property(rows, (drawn) => {
        const groups = drawn.map(([, , group]) => group);
        const values = drawn.map(([value]) => value);
        const [narrow, wide] = [shareInterval(values, groups, 0.8)!, shareInterval(values, groups)!];
        expect(wide.low).toBeLessThanOrEqual(wide.mean + 1e-12);
        expect(wide.high).toBeGreaterThanOrEqual(wide.mean - 1e-12);
        expect(wide.low).toBeGreaterThanOrEqual(0);
        expect(wide.high).toBeLessThanOrEqual(1);
        expect(wide.high - wide.low).toBeGreaterThanOrEqual(narrow.high - narrow.low - 1e-9);
      }),
      { numRuns: 60 },
    );
  });

  test('swapping the models turns the interval of their difference around', () => {
    fc.assert(
      fc.property(rows, (drawn) => {
        const groups = drawn.map(([, , group]) => group);
        const [before, after] = [drawn.map(([value]) => value), drawn.map(([, value]) => value)];
        const [there, back] = [
          differenceInterval({ before, after, groups })!,
          differenceInterval({ before: after, after: before, groups })!,
        ];
        expect(there.low).toBeCloseTo(-back.high, 9);
        expect(there.high).toBeCloseTo(-back.low, 9);
        expect(there.low).toBeLessThanOrEqual(there.mean + 1e-9);
        expect(there.high).toBeGreaterThanOrEqual(there.mean - 1e-9);
      }),
      { numRuns: 60 },
    );
  });
});
