import type { Units } from './units.ts';
import { areIndependent, unitsOfRows } from './units.ts';

/** A mean with an error that holds where rows of one unit are alike. */
export interface RobustMean {
  mean: number;
  /** NaN of fewer than two units. */
  standardError: number;
  n: number;
  units: number;
  /** Of Student's distribution for intervals by this error. */
  degreesOfFreedom: number;
}

/** Below this the tails of Student's distribution say nothing about means of few units any more. */
const fewestDegrees = 3;

/**
 * Mean with its cluster-robust (sandwich) standard error: var = Σ over units of (sum of the unit's residuals)² ÷ n²
 * ("Adding Error Bars to Evals", Miller 2024), times g ÷ (g − 1) for g effective units. Of independent rows this is the
 * ordinary s ÷ √n.
 *
 * Degrees of freedom: min(g, 2 (Σq)² ÷ (Σq² − (Σq)² ÷ units)) − 1, q = squared sum of a unit: the error is itself an
 * estimate, and of a few units that differ wildly (rare successes that come together) a bad one. 2 m² ÷ var is
 * Satterthwaite's (1946) rule with the variance measured instead of taken from the normal distribution.
 */
export function robustMean(values: ArrayLike<number>, units: Units): RobustMean {
  const n = values.length;
  let sum = 0;
  for (let row = 0; row < n; row++) sum += values[row] ?? Number.NaN;
  const mean = sum / n;
  const squares = residualSums(values, mean, units).map((total) => total * total);
  const { effectiveCount: effective } = units;
  const variance = (total(squares) / (n * n)) * (effective / (effective - 1));
  const degreesOfFreedom = Math.max(fewestDegrees, Math.min(effective, stability(squares)) - 1);
  return { mean, standardError: effective > 1 ? Math.sqrt(variance) : Number.NaN, n, units: units.count, degreesOfFreedom };
}

/** The same of rows with groups; null where every row stands by itself. */
export function clusterRobustMean(values: ArrayLike<number>, groups: readonly (string | null)[] | null): RobustMean {
  return robustMean(values, unitsOfRows(groups, values.length));
}

/** Sum of the residuals of each unit. */
export function residualSums(values: ArrayLike<number>, mean: number, units: Units): Float64Array {
  const sums = new Float64Array(units.count);
  for (let row = 0; row < values.length; row++) {
    const unit = units.unitOf[row] ?? 0;
    sums[unit] = (sums[unit] ?? 0) + (values[row] ?? Number.NaN) - mean;
  }
  return sums;
}

/** Degrees of freedom of a sum of squares, from how much the squares differ; ∞ where they do not. */
function stability(squares: Float64Array): number {
  const sum = total(squares);
  let fourth = 0;
  for (const square of squares) fourth += square * square;
  const spread = fourth - (sum * sum) / squares.length;
  return spread <= 1e-12 * fourth ? Number.POSITIVE_INFINITY : (2 * sum * sum) / spread;
}

function total(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

/** Whether rows that stand by themselves are all exactly right or wrong: then binomial theory holds. */
export function isBinomial(values: ArrayLike<number>, units: Units): boolean {
  return areIndependent(units) && areRightOrWrong(values);
}

/** Whether every value is 0 or 1. */
export function areRightOrWrong(values: ArrayLike<number>): boolean {
  for (let row = 0; row < values.length; row++) if (values[row] !== 0 && values[row] !== 1) return false;
  return true;
}
