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
  test: 'mcnemar-exact' | 'paired-bootstrap';
}

/** Below this, all resamples agree and the bootstrap would claim certainty. */
const noWidth = 1e-12;

/**
 * 95 % interval of a measure: of means, for the share that they are; of everything else by bootstrap over rows or groups
 * of rows. null where nothing can be said: all resamples agree on a number that is no share.
 */
export function measureInterval(measure: Measure, { groups, resampling }: Drawing): NamedInterval | null {
  const n = groups.length;
  const grouped = samplingGroups(groups.map((group) => ({ group })));
  if (measure.kind === 'mean') return shareInterval(measure.values, grouped);
  const { distribution, units, name } = bootstrap((indices) => valueOf(measure, indices), n, grouped, resampling);
  const interval = expandedPercentiles(distribution, units);
  if (units > 1 && interval.high - interval.low >= noWidth) return { ...interval, method: name };
  const value = valueOf(measure, rowsUpTo(n));
  return measure.share ? shareInterval(new Float64Array(n).fill(Math.min(1, Math.max(0, value))), grouped) : null;
}

/**
 * Two measures on the same rows. Right or wrong on independent rows: interval for paired shares, exact McNemar test. Else
 * paired bootstrap: rows, or groups of rows, are drawn once for both. null where a value is not finite.
 */
export function measureDifference(one: Measure, other: Measure, { groups, resampling }: Drawing): PairedDifference | null {
  const n = groups.length;
  const grouped = samplingGroups(groups.map((group) => ({ group })));
  if (grouped === null && one.kind === 'mean' && other.kind === 'mean' && one.rightOrWrong) return pairedShares(one.values, other.values);
  const statistic: Statistic = (indices) => valueOf(one, indices) - valueOf(other, indices);
  const difference = statistic(rowsUpTo(n));
  if (!Number.isFinite(difference)) return null;
  const { distribution, units, name } = bootstrap(statistic, n, grouped, resampling);
  const interval = expandedPercentiles(distribution, units);
  const certain = units < 2 || interval.high - interval.low < noWidth;
  return {
    difference,
    ...(certain ? unseenDifference(difference, units) : { ...interval, method: `paired-${name}` }),
    pValue: units < 2 ? 1 : centredPValue(distribution, difference),
    test: 'paired-bootstrap',
  };
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

function bootstrap(statistic: Statistic, n: number, groups: readonly (string | null)[] | null, resampling: Resampling) {
  return {
    distribution: bootstrapDistribution(statistic, resampleRows({ n, groups, ...resampling })),
    units: unitsOfRows(groups, n).count,
    name: bootstrapName(groups, resampling),
  };
}

function rowsUpTo(n: number): Uint32Array {
  return Uint32Array.from({ length: n }, (_, index) => index);
}
