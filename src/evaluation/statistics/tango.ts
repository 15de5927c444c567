import { normalQuantile } from './distributions.ts';
import type { Interval } from './interval.ts';
import { reported, upperShare } from './interval.ts';

/** Rows that only one of two models gets right, of n. */
export interface Discordant {
  onlyBefore: number;
  onlyAfter: number;
  n: number;
}

/**
 * Score interval of the difference of two shares on the same rows, after − before (Tango 1998, Statistics in Medicine
 * 17, 891–908): all differences that a score test does not refuse. Has a width where no row tells the models apart.
 * null of no rows.
 */
export function tangoInterval(counts: Discordant, confidence: number = reported): Interval | null {
  if (counts.n === 0) return null;
  const critical = normalQuantile(upperShare(confidence));
  const difference = (counts.onlyAfter - counts.onlyBefore) / counts.n;
  return {
    low: boundary(-1, difference, (value) => scoreOf(counts, value) > critical),
    high: boundary(difference, 1, (value) => scoreOf(counts, value) >= -critical),
  };
}

/** Standard errors between the difference measured and a supposed one, under the likeliest discordance for the latter. */
function scoreOf({ onlyBefore, onlyAfter, n }: Discordant, supposed: number): number {
  const linear = (2 * n - onlyAfter + onlyBefore) * supposed - onlyBefore - onlyAfter;
  const constant = -onlyBefore * supposed * (1 - supposed);
  const share = (Math.sqrt(Math.max(0, linear * linear - 8 * n * constant)) - linear) / (4 * n);
  const variance = n * (2 * share + supposed * (1 - supposed));
  const distance = onlyAfter - onlyBefore - n * supposed;
  if (variance > 1e-12) return distance / Math.sqrt(variance);
  return Math.abs(distance) < 1e-9 ? 0 : Math.sign(distance) * Number.POSITIVE_INFINITY;
}

/** Where, going up, `holds` ends. */
function boundary(from: number, to: number, holds: (value: number) => boolean): number {
  let [low, high] = [from, to];
  for (let halving = 0; halving < 60; halving++) {
    const middle = (low + high) / 2;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
