import type { Finding } from '../contracts/finding.ts';
import type { Statistic } from './bootstrap.ts';
import { bootstrapDistribution, percentileInterval, resampleRows, unitsOf } from './bootstrap.ts';
import type { Resampling } from './estimate.ts';
import { bootstrapName, estimateOf } from './estimate.ts';
import { meanOf } from './measure.ts';
import { pairedInterval } from './newcombe.ts';
import { wilsonInterval } from './wilson.ts';

/** Rows are drawn by these groups, or one by one. */
export type Groups = readonly (string | null)[] | null;

const nothing = 'there is no row to measure it on';
const notFinite = 'it is not defined on these rows, or its interval has no bounds';

/** A number that was not measured, and why. */
export function missing(reason: string): Finding {
  return { estimate: null, reason };
}

/** Mean of values in [0, 1] with its 95 % interval: Wilson's for independent rows of 0 and 1, else by bootstrap. */
export function meanFinding(values: readonly number[], groups: Groups, resampling: Resampling): Finding {
  if (values.length === 0) return missing(nothing);
  const rightOrWrong = values.every((value) => value === 0 || value === 1);
  const estimate = estimateOf({ kind: 'mean', values: Float64Array.from(values), rightOrWrong }, groups, values.length, resampling);
  return estimate === null ? missing(notFinite) : { estimate, reason: null };
}

/** Share of independent trials, by Wilson. */
export function shareFinding(successes: number, n: number, reason = nothing): Finding {
  if (n === 0) return missing(reason);
  return { estimate: { mean: successes / n, ...wilsonInterval(successes, n), n, method: 'wilson' }, reason: null };
}

/** One number over chosen rows, by bootstrap; `share`: it lies in [0, 1]. */
export function statisticFinding(
  statistic: Statistic,
  { n, groups, share }: { n: number; groups: Groups; share: boolean },
  resampling: Resampling,
): Finding {
  if (n === 0) return missing(nothing);
  const estimate = estimateOf({ kind: 'pooled', statistic, share }, groups, n, resampling);
  return estimate === null ? missing(notFinite) : { estimate, reason: null };
}

/**
 * Mean of one − other over the same rows, scores in [0, 1]. Independent rows of 0 and 1: Newcombe's paired interval;
 * else paired bootstrap. Where all differences are the same, the bootstrap would claim certainty: the interval is then
 * what n rows can say of rows that differ, Wilson's upper bound of 0 in n, taken both ways.
 */
export function differenceFinding(one: readonly number[], other: readonly number[], groups: Groups, resampling: Resampling): Finding {
  const n = one.length;
  if (n === 0) return missing(nothing);
  const differences = one.map((value, index) => value - (other[index] ?? Number.NaN));
  const mean = meanOf(differences, [...differences.keys()]);
  if (groups === null && [...one, ...other].every((value) => value === 0 || value === 1))
    return { estimate: { mean, ...pairedInterval(one, other), n, method: 'newcombe-paired' }, reason: null };
  if (differences.every((difference) => Math.abs(difference - mean) < 1e-12)) {
    const trials = groups === null ? n : unitsOf(groups).length;
    const unseen = wilsonInterval(0, trials).high;
    const [low, high] = [mean - unseen * (1 + mean), mean + unseen * (1 - mean)];
    return { estimate: { mean, low, high, n, method: `wilson:constant=${trials}` }, reason: null };
  }
  const statistic: Statistic = (indices) => meanOf(differences, indices);
  const distribution = bootstrapDistribution(statistic, resampleRows({ n, groups, ...resampling }));
  return {
    estimate: { mean, ...percentileInterval(distribution), n, method: `paired-${bootstrapName(groups, resampling)}` },
    reason: null,
  };
}
