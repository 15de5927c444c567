import { bootstrapDistribution, centredPValue, resampleRows } from '../bootstrap.ts';
import type { Statistic } from '../bootstrap.ts';
import type { Resampling } from '../estimate.ts';
import { bootstrapName, samplingGroups } from '../estimate.ts';
import { mcnemarExact } from '../mcnemar.ts';
import type { Measure } from '../measure.ts';
import { valueOf } from '../measure.ts';
import { differenceInterval } from '../statistics/difference-interval.ts';
import { expandedPercentiles } from '../statistics/expanded-percentiles.ts';
import type { Interval } from '../statistics/interval.ts';
import { shareInterval } from '../statistics/share-interval.ts';
import { unitsOfRows } from '../statistics/units.ts';
import { wilsonInterval } from '../wilson.ts';
import { jackknifeInterval } from './jackknife.ts';

/** Rows that numbers are computed over, by group where they have one, and the seed of what is drawn. */
export interface Drawing {
  groups: readonly (string | null)[];
  resampling: Resampling;
}

export interface NamedInterval extends Interval {
  /** "wilson", "bootstrap:1000:seed=1", … */
  method: string;
}

export interface PairedDifference extends NamedInterval {
  /** one − other. */
  difference: number;
  /** Two-sided; 1 for equal scores. */
  pValue: number;
  test: 'mcnemar-exact' | 'paired-bootstrap' | 'paired-jackknife-t' | 'paired-constant';
}

/** Below this, all resamples agree and the bootstrap would claim certainty. */
const noWidth = 1e-12;
/** Of fewer rows, or groups of rows, the bootstrap's percentiles are too near each other. */
const fewUnits = 20;

/**
 * 95 % interval of a measure: of means, for the share that they are; of everything else by bootstrap over rows or groups
 * of rows, and by jackknife over fewer than 20 of them. null where nothing can be said: leaving rows out changes nothing,
 * and the number is no share.
 */
export function measureInterval(measure: Measure, { groups, resampling }: Drawing): NamedInterval | null {
  const grouped = samplingGroups(groups.map((group) => ({ group })));
  if (measure.kind === 'mean') return shareInterval(measure.values, grouped);
  const n = groups.length;
  const statistic: Statistic = (indices) => valueOf(measure, indices);
  const bounds = measure.share ? { least: 0, most: 1 } : { least: 0, most: Number.POSITIVE_INFINITY };
  const found = resampled(statistic, n, grouped, resampling, bounds);
  if (found !== null) return { low: found.low, high: found.high, method: found.method };
  const value = Math.min(1, Math.max(0, statistic(rowsUpTo(n))));
  return measure.share ? shareInterval(new Float64Array(n).fill(value), grouped) : null;
}

/**
 * Two measures on the same rows. Right or wrong on independent rows: interval for paired shares, exact McNemar test. Else
 * rows, or groups of rows, are drawn once for both (of fewer than 20, left out one by one). null where a value is not finite.
 */
export function measureDifference(one: Measure, other: Measure, { groups, resampling }: Drawing): PairedDifference | null {
  const n = groups.length;
  const grouped = samplingGroups(groups.map((group) => ({ group })));
  if (grouped === null && one.kind === 'mean' && other.kind === 'mean' && one.rightOrWrong && other.rightOrWrong)
    return pairedShares(one.values, other.values);
  const statistic: Statistic = (indices) => valueOf(one, indices) - valueOf(other, indices);
  const difference = statistic(rowsUpTo(n));
  if (!Number.isFinite(difference)) return null;
  const shares = [one, other].every((measure) => measure.kind === 'mean' || measure.share);
  const bounds = shares ? { least: -1, most: 1 } : { least: Number.NEGATIVE_INFINITY, most: Number.POSITIVE_INFINITY };
  const found = resampled(statistic, n, grouped, resampling, bounds);
  if (found !== null) return { difference, ...found, method: `paired-${found.method}` };
  const units = unitsOfRows(grouped, n).count;
  return { difference, ...unseenDifference(difference, units), pValue: difference === 0 ? 1 : 2 / (units + 1), test: 'paired-constant' };
}

interface Resampled extends NamedInterval {
  pValue: number;
  test: 'paired-bootstrap' | 'paired-jackknife-t';
}

/** Interval of a statistic, and p of 0; null where all resamples agree. */
function resampled(
  statistic: Statistic,
  n: number,
  groups: readonly (string | null)[] | null,
  resampling: Resampling,
  { least, most }: { least: number; most: number },
): Resampled | null {
  const units = unitsOfRows(groups, n).count;
  if (units < fewUnits) {
    const found = jackknifeInterval(statistic, n, groups);
    if (found === null) return null;
    const [low, high] = [Math.max(least, found.low), Math.min(most, found.high)];
    return {
      low,
      high,
      pValue: found.pValue,
      method: `jackknife-t:${groups === null ? 'rows' : 'groups'}=${units}`,
      test: 'paired-jackknife-t',
    };
  }
  const distribution = bootstrapDistribution(statistic, resampleRows({ n, groups, ...resampling }));
  const interval = expandedPercentiles(distribution, units);
  if (interval.high - interval.low < noWidth) return null;
  const pValue = centredPValue(distribution, statistic(rowsUpTo(n)));
  return { ...interval, pValue, method: bootstrapName(groups, resampling), test: 'paired-bootstrap' };
}

function pairedShares(one: Float64Array, other: Float64Array): PairedDifference | null {
  const found = differenceInterval({ before: other, after: one, groups: null });
  if (found === null) return null;
  const differences = one.map((value, index) => value - other[index]!);
  const pValue = mcnemarExact(differences.filter((value) => value < 0).length, differences.filter((value) => value > 0).length);
  return { difference: found.mean, low: found.low, high: found.high, method: found.method, pValue, test: 'mcnemar-exact' };
}

/** Where no two resamples differ: what so many units can say of units that do, Wilson's upper bound of 0, taken both ways. */
function unseenDifference(difference: number, units: number): NamedInterval {
  const unseen = wilsonInterval(0, units).high;
  return {
    low: difference - unseen * Math.max(0, 1 + difference),
    high: difference + unseen * Math.max(0, 1 - difference),
    method: `wilson:constant=${units}`,
  };
}

function rowsUpTo(n: number): Uint32Array {
  return Uint32Array.from({ length: n }, (_, index) => index);
}
