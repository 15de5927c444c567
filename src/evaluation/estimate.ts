import type { Estimate } from '../contracts/evaluation-report.ts';
import type { Statistic } from './bootstrap.ts';
import { bootstrapDistribution, resampleRows, unitsOf } from './bootstrap.ts';
import type { Measure } from './measure.ts';
import { expandedPercentiles } from './statistics/expanded-percentiles.ts';
import { shareInterval } from './statistics/share-interval.ts';
import { wilsonInterval } from './wilson.ts';

/** How intervals are computed: seeded, so that the same predictions give the same numbers everywhere. */
export interface Resampling {
  seed: number;
  resamples: number;
}

/**
 * The groups to resample by; null where rows are drawn one by one: no row names a group, no group has two rows, or all
 * rows are of one group (nothing can be said about how groups differ).
 */
export function samplingGroups(rows: readonly { group: string | null }[]): (string | null)[] | null {
  const groups = rows.map((row) => row.group);
  const units = unitsOf(groups).length;
  return units > 1 && units < rows.length ? groups : null;
}

/** "bootstrap:1000:seed=7", or with whole groups drawn "cluster-bootstrap:1000:seed=7:groups=12". */
export function bootstrapName(groups: readonly (string | null)[] | null, { seed, resamples }: Resampling): string {
  const settings = `bootstrap:${resamples}:seed=${seed}`;
  return groups === null ? settings : `cluster-${settings}:groups=${unitsOf(groups).length}`;
}

/**
 * A measure on all of its rows with a 95 % interval. Means of values in [0, 1], right or wrong or graded: exact below 100
 * rows, Wilson's from there on, on the effective number of rows where these come in groups (statistics/share-interval.ts).
 * One number over all rows: bootstrap, by group where rows have one. null of no rows, or where the value or its interval
 * is not finite.
 */
export function estimateOf(
  measure: Measure,
  groups: readonly (string | null)[] | null,
  n: number,
  resampling: Resampling,
): Estimate | null {
  if (n === 0) return null;
  if (measure.kind === 'mean') return shareInterval(measure.values, groups);
  return pooledEstimate(measure, groups, n, resampling);
}

/**
 * Where all resamples agree (every row right, say) the bootstrap would claim certainty; a share then gets Wilson's
 * interval for as many trials as there are independent rows or groups.
 */
function pooledEstimate(
  { statistic, share }: { statistic: Statistic; share: boolean },
  groups: readonly (string | null)[] | null,
  n: number,
  resampling: Resampling,
): Estimate | null {
  const mean = statistic(Array.from({ length: n }, (_, index) => index));
  if (!Number.isFinite(mean)) return null;
  const units = groups === null ? n : unitsOf(groups).length;
  const interval = expandedPercentiles(bootstrapDistribution(statistic, resampleRows({ n, groups, ...resampling })), units);
  if (share && interval.high - interval.low < 1e-12)
    return { mean, ...wilsonInterval(mean * units, units), n, method: groups === null ? 'wilson' : `wilson:groups=${units}` };
  if (!Number.isFinite(interval.low) || !Number.isFinite(interval.high)) return null;
  return { mean, ...interval, n, method: bootstrapName(groups, resampling) };
}
