import type { WorstCase } from '../../contracts/robustness-report.ts';
import { bootstrapDistribution, resampleRows } from '../bootstrap.ts';
import type { Resampling } from '../estimate.ts';
import { samplingGroups } from '../estimate.ts';
import { meanFinding, missing, statisticFinding } from '../findings.ts';
import type { Groups } from '../findings.ts';
import { meanOf } from '../measure.ts';
import { sortedQuantile } from '../quantile.ts';

/** One row: its score as it was, and those of its variants, in [0, 1]. A variant that was not answered is not listed. */
export interface VariedScore {
  group: string | null;
  original: number;
  variants: readonly number[];
}

/**
 * What is left when every row may be put in its worst way: w = min(o, all variants), so a row without variants keeps its
 * score. Shares of scores are formed over all rows, never row by row: (o − w) ÷ o is not defined for o = 0.
 */
export function worstCase(items: readonly VariedScore[], resampling: Resampling): WorstCase {
  const groups = samplingGroups(items);
  const original = items.map((item) => item.original);
  const worst = items.map((item) => Math.min(item.original, ...item.variants));
  const lost = original.map((score, index) => score - (worst[index] ?? 0));
  return {
    n: items.length,
    original: meanFinding(original, groups, resampling),
    worst: meanFinding(worst, groups, resampling),
    degradation: meanFinding(lost, groups, resampling),
    ...percentiles(lost, groups, resampling),
    retention: retention(original, worst, groups, resampling),
  };
}

function retention(original: readonly number[], worst: readonly number[], groups: Groups, resampling: Resampling): WorstCase['retention'] {
  const n = original.length;
  if (n > 0 && original.every((score) => score === 0)) return missing('no row scored anything as it was: nothing can be kept');
  return statisticFinding((indices) => meanOf(worst, indices) / meanOf(original, indices), { n, groups, share: true }, resampling);
}

function percentiles(lost: readonly number[], groups: Groups, resampling: Resampling): Pick<WorstCase, 'percentile5' | 'percentile95'> {
  if (lost.length === 0) return { percentile5: null, percentile95: null };
  const samples = resampleRows({ n: lost.length, groups, ...resampling });
  const distribution = bootstrapDistribution((indices) => -meanOf(lost, indices), samples);
  return { percentile5: sortedQuantile(distribution, 0.05), percentile95: sortedQuantile(distribution, 0.95) };
}
