import type { Estimate } from '../contracts/evaluation-report.ts';
import { bootstrapDistribution, percentileInterval, resampleRows, unitsOf } from './bootstrap.ts';
import type { Measure } from './measure.ts';
import { valueOf } from './measure.ts';
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
 * A measure on all of its rows with a 95 % interval: Wilson for right/wrong rows that are independent, else percentile
 * bootstrap, by group where rows have one. Where all resamples agree (every row right, say) the bootstrap would claim
 * certainty; a share then gets Wilson's interval for as many trials as there are independent rows or groups.
 * null of no rows, or where the value or its interval is not finite.
 */
export function estimateOf(
  measure: Measure,
  groups: readonly (string | null)[] | null,
  n: number,
  resampling: Resampling,
): Estimate | null {
  const mean = valueOf(
    measure,
    Array.from({ length: n }, (_, index) => index),
  );
  if (n === 0 || !Number.isFinite(mean)) return null;
  if (measure.kind === 'mean' && measure.rightOrWrong && groups === null)
    return { mean, ...wilsonInterval(mean * n, n), n, method: 'wilson' };
  const distribution = bootstrapDistribution((indices) => valueOf(measure, indices), resampleRows({ n, groups, ...resampling }));
  const interval = percentileInterval(distribution);
  const isShare = measure.kind === 'mean' || measure.share;
  if (isShare && interval.high - interval.low < 1e-12) {
    const trials = groups === null ? n : unitsOf(groups).length;
    return { mean, ...wilsonInterval(mean * trials, trials), n, method: groups === null ? 'wilson' : `wilson:groups=${trials}` };
  }
  if (!Number.isFinite(interval.low) || !Number.isFinite(interval.high)) return null;
  return { mean, ...interval, n, method: bootstrapName(groups, resampling) };
}
