import { normalQuantile, studentQuantile } from './distributions.ts';
import type { Interval } from './interval.ts';
import { reported, upperShare } from './interval.ts';
import { isBinomial, robustMean } from './robust-mean.ts';
import { exactInterval, scoreInterval } from './score-interval.ts';
import type { Units } from './units.ts';
import { areIndependent, unitsOfRows } from './units.ts';

/** From so many rows on, score intervals keep their coverage; below, exact ones do. */
export const scoreFrom = 100;

/** A mean of values in [0, 1] with its interval and how that was made; `low` and `high` are null where nothing can be said. */
export interface ShareInterval extends Interval {
  mean: number;
  n: number;
  method: string;
}

/**
 * Interval of the mean of values in [0, 1], right or wrong or graded, on rows that may come in groups. From 100 rows on
 * Wilson's, below Clopper and Pearson's; both on the *effective number of rows* m (1 − m) ÷ var(m) with the
 * cluster-robust variance, and with Student's quantile (Korn and Graubard 1998; Dean and Pagano 2015). Of independent
 * right-or-wrong rows this is the plain Wilson or Clopper–Pearson interval. Why these: docs/decisions, by simulation.
 * null of no rows and of values that are not in [0, 1].
 */
export function shareInterval(
  values: ArrayLike<number>,
  groups: readonly (string | null)[] | null,
  confidence: number = reported,
): ShareInterval | null {
  const n = values.length;
  if (n === 0 || !areShares(values)) return null;
  const units = unitsOfRows(groups, n);
  const { mean, trials, critical } = effectiveTrials(values, units, confidence);
  const name = n < scoreFrom ? 'clopper-pearson' : 'wilson';
  const bounds = n < scoreFrom ? exactOf(mean, trials, critical, confidence) : scoreInterval(mean, trials, critical);
  return { mean, ...bounds, n, method: `${name}${areIndependent(units) ? '' : `:groups=${units.count}`}` };
}

/** A share as so many independent trials, and the standard errors that its interval spans to either side. */
export interface EffectiveTrials {
  mean: number;
  trials: number;
  critical: number;
}

/**
 * How many independent right-or-wrong rows would say as much about the mean as these do. Never more than the rows would
 * if they were independent: an estimate that says so is luck. Where no two units differ: one trial a unit.
 */
export function effectiveTrials(values: ArrayLike<number>, units: Units, confidence: number): EffectiveTrials {
  const n = values.length;
  const normal = normalQuantile(upperShare(confidence));
  const robust = robustMean(values, units);
  const { mean } = robust;
  if (isBinomial(values, units)) return { mean, trials: n, critical: normal };
  const binomial = mean * (1 - mean);
  const variance = robust.standardError ** 2;
  if (!(variance > 1e-12 * binomial)) return { mean, trials: units.count, critical: normal };
  const apart = areIndependent(units) ? variance : rowVariance(values, mean) / n;
  if (variance <= apart && !areIndependent(units)) return { mean, trials: binomial / apart, critical: normal };
  return { mean, trials: binomial / variance, critical: studentQuantile(upperShare(confidence), robust.degreesOfFreedom) };
}

/** Korn and Graubard: Student's quantile shrinks the number of trials, since the beta distribution knows none. */
function exactOf(mean: number, trials: number, critical: number, confidence: number): Interval {
  const shrunk = trials * (normalQuantile(upperShare(confidence)) / critical) ** 2;
  const { low, high } = exactInterval(mean * shrunk, shrunk, confidence);
  return { low: Math.min(low, mean), high: Math.max(high, mean) };
}

/** Variance of the rows, by n as in binomial theory. */
function rowVariance(values: ArrayLike<number>, mean: number): number {
  let squares = 0;
  for (let row = 0; row < values.length; row++) squares += ((values[row] ?? Number.NaN) - mean) ** 2;
  return squares / values.length;
}

function areShares(values: ArrayLike<number>): boolean {
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? Number.NaN;
    if (!(value >= 0 && value <= 1)) return false;
  }
  return true;
}
