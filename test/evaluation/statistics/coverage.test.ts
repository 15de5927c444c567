import { describe, expect, test } from 'vitest';
import { logGamma } from '../../../src/evaluation/statistics/distributions.ts';
import { shareInterval } from '../../../src/evaluation/statistics/share-interval.ts';
import { alone, differenceCoverage, gradedCoverage, shareCoverage } from './simulate.ts';

/** Coverage of the interval of independent right-or-wrong rows, by the binomial distribution: no simulation. */
function exactCoverage(n: number, share: number): number {
  let covered = 0;
  for (let right = 0; right <= n; right++) {
    const interval = shareInterval(
      Float64Array.from({ length: n }, (_, row) => (row < right ? 1 : 0)),
      null,
    )!;
    if (interval.low > share || share > interval.high) continue;
    const log =
      logGamma(n + 1) - logGamma(right + 1) - logGamma(n - right + 1) + right * Math.log(share) + (n - right) * Math.log(1 - share);
    covered += Math.exp(log);
  }
  return 100 * covered;
}

describe('95 % intervals of shares hold them in 93 to 97 of 100 test sets', () => {
  test.each([
    [100, 0.05],
    [100, 0.1],
    [100, 0.3],
    [100, 0.5],
    [100, 0.8],
    [100, 0.95],
    [400, 0.05],
    [400, 0.9],
  ])('%i independent rows, share %d (computed, not simulated)', (n, share) => {
    expect(exactCoverage(n, share)).toBeGreaterThanOrEqual(93);
    expect(exactCoverage(n, share)).toBeLessThanOrEqual(97);
  });

  test.each([10, 30, 60, 99])('%i rows: exact, never below 95', (n) => {
    for (const share of [0.03, 0.1, 0.25, 0.5, 0.77, 0.95]) expect(exactCoverage(n, share)).toBeGreaterThanOrEqual(95);
  });

  test.each([
    [{ clusters: 30, rows: 10, within: 0.2 }, 0.05],
    [{ clusters: 30, rows: 10, within: 0.2 }, 0.5],
    [{ clusters: 30, rows: 4, within: 0.3 }, 0.8],
    [{ clusters: 30, rows: 10, within: 0 }, 0.1],
    [{ clusters: 60, rows: 5, within: 0.1 }, 0.95],
    [{ clusters: 40, rows: 8, within: 0.3, uneven: 0.5 }, 0.3],
  ])('rows in groups: %o, share %d', (clusters, share) => {
    const covered = shareCoverage(clusters, share);
    expect(covered).toBeGreaterThanOrEqual(93);
    expect(covered).toBeLessThanOrEqual(97);
  });

  test('graded scores, skewed or mostly 0', () => {
    for (const covered of [
      gradedCoverage(100, (draws) => draws.uniform() ** 3, 0.25),
      gradedCoverage(100, (draws) => (draws.uniform() < 0.8 ? 0 : draws.uniform()), 0.1),
    ]) {
      expect(covered).toBeGreaterThanOrEqual(93);
      expect(covered).toBeLessThanOrEqual(97);
    }
  });
});

describe('paired differences', () => {
  test.each([
    [alone(100), { before: 0.8, loss: 0.1, gain: 0.05 }, 7],
    [alone(100), { before: 0.5, loss: 0.25, gain: 0.15 }, 7],
    [alone(400), { before: 0.9, loss: 0.06, gain: 0.01 }, 6],
    [alone(400), { before: 0.6, loss: 0.15, gain: 0.1 }, 6],
    [{ clusters: 40, rows: 10, within: 0.1 }, { before: 0.8, loss: 0.15, gain: 0.05 }, 6],
  ])('%o with %o: the interval covers, and the gate passes a model at its margin in at most %i of 100', (clusters, pairs, most) => {
    const { covered, falsePass } = differenceCoverage(clusters, pairs);
    expect(covered).toBeGreaterThanOrEqual(93);
    expect(covered).toBeLessThanOrEqual(97);
    expect(falsePass).toBeLessThanOrEqual(most);
  });
});
