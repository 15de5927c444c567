import type { Interval } from './interval.ts';
import { reported } from './interval.ts';
import type { Part } from './newcombe.ts';
import { newcombePaired, squareAndAdd } from './newcombe.ts';
import { areRightOrWrong, residualSums } from './robust-mean.ts';
import { scoreInterval } from './score-interval.ts';
import { effectiveTrials, scoreFrom } from './share-interval.ts';
import { tangoInterval } from './tango.ts';
import type { Units } from './units.ts';
import { areIndependent, unitsOfRows } from './units.ts';

/** Two models on the same rows, in one order; values in [0, 1]. */
export interface PairedValues {
  before: ArrayLike<number>;
  after: ArrayLike<number>;
  groups: readonly (string | null)[] | null;
}

export interface DifferenceInterval extends Interval {
  mean: number;
  n: number;
  method: string;
}

/**
 * Interval of the mean difference after − before. Independent right-or-wrong rows: Newcombe's paired interval below 100
 * rows, Tango's from there on. Graded values and rows in groups: gains and losses, see below. Why these:
 * docs/decisions, by simulation. null of no rows, of values outside [0, 1] and of lists of different lengths.
 */
export function differenceInterval({ before, after, groups }: PairedValues, confidence: number = reported): DifferenceInterval | null {
  const n = before.length;
  if (n === 0 || after.length !== n) return null;
  const differences = Float64Array.from({ length: n }, (_, row) => (after[row] ?? Number.NaN) - (before[row] ?? Number.NaN));
  if (!differences.every((difference) => Math.abs(difference) <= 1)) return null;
  const units = unitsOfRows(groups, n);
  const mean = differences.reduce((sum, difference) => sum + difference, 0) / n;
  if (!areIndependent(units) || !areRightOrWrong(before) || !areRightOrWrong(after)) {
    const bounds = gainsAndLosses(differences, units, confidence);
    const suffix = areIndependent(units) ? '' : `:groups=${units.count}`;
    return { mean, ...bounds, n, method: `paired-gains-losses${suffix}` };
  }
  const onlyBefore = differences.filter((difference) => difference < 0).length;
  const onlyAfter = differences.filter((difference) => difference > 0).length;
  const both = Array.from(before).filter((value, row) => value === 1 && after[row] === 1).length;
  const neither = n - both - onlyBefore - onlyAfter;
  const bounds =
    n < scoreFrom
      ? newcombePaired({ both, onlyBefore, onlyAfter, neither }, confidence)
      : tangoInterval({ onlyBefore, onlyAfter, n }, confidence);
  return bounds && { mean, ...bounds, n, method: n < scoreFrom ? 'paired-newcombe' : 'paired-tango' };
}

/**
 * The mean difference is the mean gain less the mean loss, each a share of [0, 1] with a score interval on its effective
 * number of rows; squared and added with the correlation of the two. So an interval has a width, and the right skew,
 * where only few rows differ; for independent right-or-wrong rows it is close to Tango's.
 */
function gainsAndLosses(differences: Float64Array, units: Units, confidence: number): Interval {
  const gains = differences.map((difference) => Math.max(0, difference));
  const losses = differences.map((difference) => Math.max(0, -difference));
  const [gain, loss] = [partOf(gains, units, confidence), partOf(losses, units, confidence)];
  return squareAndAdd(gain, loss, correlationOf(residualSums(gains, gain.mean, units), residualSums(losses, loss.mean, units)));
}

function partOf(values: Float64Array, units: Units, confidence: number): Part {
  const { mean, trials, critical } = effectiveTrials(values, units, confidence);
  return { mean, ...scoreInterval(mean, trials, critical) };
}

/** Of two estimates, from their units' residuals; 0 where one of them does not vary. */
function correlationOf(one: Float64Array, other: Float64Array): number {
  let [product, squaresOfOne, squaresOfOther] = [0, 0, 0];
  one.forEach((value, unit) => {
    const partner = other[unit] ?? 0;
    product += value * partner;
    squaresOfOne += value * value;
    squaresOfOther += partner * partner;
  });
  const scale = Math.sqrt(squaresOfOne * squaresOfOther);
  return scale === 0 ? 0 : Math.max(-1, Math.min(1, product / scale));
}
