import type { Statistic } from '../bootstrap.ts';
import { unitsOf } from '../bootstrap.ts';
import { incompleteBeta, studentQuantile } from '../statistics/distributions.ts';
import { reported, upperShare } from '../statistics/interval.ts';
import type { Interval } from '../statistics/interval.ts';

export interface JackknifeInterval extends Interval {
  /** Two-sided, of the value 0. */
  pValue: number;
}

/**
 * Interval of a statistic from what becomes of it when each unit (a row, or a group of rows) is left out in turn, with
 * Student's distribution of units − 1 degrees of freedom (Tukey 1958; Efron and Tibshirani 1993, chapter 11). For few
 * units, where the bootstrap has only few resamples to draw and claims too much. null of fewer than two units, and where
 * leaving one out changes nothing.
 */
export function jackknifeInterval(statistic: Statistic, n: number, groups: readonly (string | null)[] | null): JackknifeInterval | null {
  const units = groups === null ? Array.from({ length: n }, (_, row) => [row]) : unitsOf(groups);
  const value = statistic(units.flat());
  const without = units.map((_, left) => statistic(units.flatMap((rows, unit) => (unit === left ? [] : rows))));
  const mean = without.reduce((sum, each) => sum + each, 0) / units.length;
  const squares = without.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  const degrees = units.length - 1;
  const error = Math.sqrt((squares * degrees) / units.length);
  if (units.length < 2 || !(error > 1e-12)) return null;
  const half = studentQuantile(upperShare(reported), degrees) * error;
  const ratio = (value / error) ** 2;
  return { low: value - half, high: value + half, pValue: incompleteBeta(degrees / (degrees + ratio), degrees / 2, 0.5) };
}
