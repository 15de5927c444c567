import type { Quantile, Quantiles } from '../../contracts/serving-report.ts';
import { sortedQuantile } from '../quantile.ts';
import { incompleteBeta } from '../statistics/distributions.ts';

/** Fewer values say nothing about the tail. */
const leastValues = { p50: 1, p95: 20, p99: 100 } as const;
const tail = 0.025;

/**
 * p50, p95 and p99 by linear interpolation over values, each with a distribution-free 95 % interval between two of the
 * values (Hahn and Meeker, Statistical Intervals, 5.2.1): the chance that at most k of n values lie below the quantile is
 * binomial. Where even the largest value cannot bound it, `high` is null; where the smallest cannot, `low` is.
 */
export function quantilesOf(values: readonly number[]): Quantiles {
  const sorted = Float64Array.from(values).toSorted();
  return {
    n: sorted.length,
    p50: quantileOf(sorted, 0.5, 'p50'),
    p95: quantileOf(sorted, 0.95, 'p95'),
    p99: quantileOf(sorted, 0.99, 'p99'),
  };
}

function quantileOf(sorted: Float64Array, share: number, name: keyof typeof leastValues): Quantile {
  const n = sorted.length;
  const least = leastValues[name];
  if (n < least)
    return {
      value: null,
      low: null,
      high: null,
      reason: n === 0 ? 'nothing was measured' : `${name} needs ${least} values; there are ${n}`,
    };
  const { lowRank, highRank } = ranks(n, share);
  return { value: sortedQuantile(sorted, share), low: sorted[lowRank - 1] ?? null, high: sorted[highRank - 1] ?? null, reason: null };
}

/** Ranks, from 1, of the values that hold the quantile between them; 0 and n + 1 where there is none. */
function ranks(n: number, share: number): { lowRank: number; highRank: number } {
  const atMost = (k: number) => (k < 0 ? 0 : k >= n ? 1 : incompleteBeta(1 - share, n - k, k + 1));
  let lowRank = Math.floor(n * share) + 1;
  while (lowRank > 0 && atMost(lowRank - 1) > tail) lowRank--;
  let highRank = Math.ceil(n * share);
  while (highRank <= n && atMost(highRank - 1) < 1 - tail) highRank++;
  return { lowRank, highRank };
}
