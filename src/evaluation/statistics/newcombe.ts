import { normalQuantile } from './distributions.ts';
import type { Interval } from './interval.ts';
import { reported, upperShare } from './interval.ts';
import { scoreInterval } from './score-interval.ts';

/** Rows by what two models made of them. */
export interface PairedCounts {
  both: number;
  onlyBefore: number;
  onlyAfter: number;
  neither: number;
}

/** How a share and its interval enter a difference. */
export interface Part extends Interval {
  mean: number;
}

/**
 * Interval of plus − minus from the intervals of both and the correlation of their estimates: bounds squared and added
 * (Newcombe 1998; Zou and Donner 2008, who show that any two intervals can be joined so).
 */
export function squareAndAdd(plus: Part, minus: Part, correlation: number): Interval {
  const side = (one: number, other: number) => Math.sqrt(Math.max(0, one * one + other * other - 2 * correlation * one * other));
  const difference = plus.mean - minus.mean;
  return {
    low: Math.max(-1, difference - side(plus.mean - plus.low, minus.high - minus.mean)),
    high: Math.min(1, difference + side(plus.high - plus.mean, minus.mean - minus.low)),
  };
}

/**
 * Interval of the difference of two shares on the same rows, after − before: Newcombe 1998 (Statistics in Medicine 17,
 * 2635–2650), method 10. null of no rows.
 */
export function newcombePaired(counts: PairedCounts, confidence: number = reported): Interval | null {
  const { both, onlyBefore, onlyAfter, neither } = counts;
  const n = both + onlyBefore + onlyAfter + neither;
  if (n === 0) return null;
  return squareAndAdd(partOf(both + onlyAfter, n, confidence), partOf(both + onlyBefore, n, confidence), correlationOf(counts));
}

/**
 * Interval of the difference of two shares on different rows, one − other: Newcombe 1998 (Statistics in Medicine 17,
 * 873–890), method 10. null where either has no rows.
 */
export function newcombeUnpaired(
  one: { successes: number; n: number },
  other: { successes: number; n: number },
  confidence: number = reported,
): Interval | null {
  if (one.n === 0 || other.n === 0) return null;
  return squareAndAdd(partOf(one.successes, one.n, confidence), partOf(other.successes, other.n, confidence), 0);
}

function partOf(successes: number, n: number, confidence: number): Part {
  return { mean: successes / n, ...scoreInterval(successes / n, n, normalQuantile(upperShare(confidence))) };
}

/** φ of the fourfold table with the paper's continuity correction; 0 where a margin is empty. */
function correlationOf({ both, onlyBefore, onlyAfter, neither }: PairedCounts): number {
  const margins = (both + onlyBefore) * (onlyAfter + neither) * (both + onlyAfter) * (onlyBefore + neither);
  if (margins === 0) return 0;
  const product = both * neither - onlyBefore * onlyAfter;
  const half = (both + onlyBefore + onlyAfter + neither) / 2;
  return (product > 0 ? Math.max(0, product - half) : product) / Math.sqrt(margins);
}
