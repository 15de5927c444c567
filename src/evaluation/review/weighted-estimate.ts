import type { Estimate } from '../../contracts/evaluation-report.ts';
import { wilsonInterval } from '../wilson.ts';

/** A value in [0, 1] of one row, how many rows it stands for, and the group that it shares its fate with. */
export interface WeightedValue {
  value: number;
  weight: number;
  group: string | null;
}

/**
 * Mean over all rows that the values stand for (Hájek's ratio of inverse-probability weighted sums) with a 95 % interval:
 * the variance is linearised by groups ("sandwich", with replacement), turned into the number of independent rows that
 * would be as uncertain, and Wilson's interval taken for that many (Korn and Graubard 1998), so that it keeps to [0, 1]
 * and never has width zero. That number is at most the number of values, or of groups where there are fewer. It covers
 * the choice of the test rows too, as every interval of an evaluation does. null of no values.
 */
export function weightedEstimate(values: readonly WeightedValue[]): Estimate | null {
  const total = values.reduce((sum, { weight }) => sum + weight, 0);
  if (values.length === 0 || total <= 0) return null;
  const mean = values.reduce((sum, { value, weight }) => sum + weight * value, 0) / total;
  const effective = effectiveRows(values, mean, total);
  return { mean, ...wilsonInterval(mean * effective, effective), n: values.length, method: `ipw-wilson:effective=${effective.toFixed(1)}` };
}

function effectiveRows(values: readonly WeightedValue[], mean: number, total: number): number {
  const residuals = new Map<string, number>();
  const weights = new Map<string, number>();
  values.forEach(({ value, weight, group }, index) => {
    const unit = group === null ? `row ${index}` : `group ${group}`;
    residuals.set(unit, (residuals.get(unit) ?? 0) + (weight * (value - mean)) / total);
    weights.set(unit, (weights.get(unit) ?? 0) + weight / total);
  });
  const units = residuals.size;
  // Kish (1965): what uneven weights leave of the units; all that can be said where all values are equal.
  const byWeights = 1 / [...weights.values()].reduce((sum, share) => sum + share ** 2, 0);
  const variance = units < 2 ? 0 : (units / (units - 1)) * [...residuals.values()].reduce((sum, residual) => sum + residual ** 2, 0);
  return variance < 1e-12 ? byWeights : Math.max(1, Math.min((mean * (1 - mean)) / variance, units));
}
