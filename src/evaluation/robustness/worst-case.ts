import type { WorstCase } from '../../contracts/robustness-report.ts';
import type { Resampling } from '../estimate.ts';
import { samplingGroups } from '../estimate.ts';
import { meanFinding, missing, statisticFinding } from '../findings.ts';
import type { Groups } from '../findings.ts';
import { meanOf } from '../measure.ts';
import { gating } from '../statistics/interval.ts';
import { shareInterval } from '../statistics/share-interval.ts';

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
    original: meanFinding(original, groups),
    worst: meanFinding(worst, groups),
    degradation: meanFinding(lost, groups),
    ...gateLimits(lost, groups),
    retention: retention(original, worst, groups, resampling),
  };
}

function retention(original: readonly number[], worst: readonly number[], groups: Groups, resampling: Resampling): WorstCase['retention'] {
  const n = original.length;
  if (n > 0 && original.every((score) => score === 0)) return missing('no row scored anything as it was: nothing can be kept');
  return statisticFinding((indices) => meanOf(worst, indices) / meanOf(original, indices), { n, groups, share: true }, resampling);
}

/** The 5 % and 95 % limits of mean(w − o), which is never above 0. */
function gateLimits(lost: readonly number[], groups: Groups): Pick<WorstCase, 'percentile5' | 'percentile95'> {
  const interval = shareInterval(lost, groups, gating);
  return { percentile5: interval && -interval.high, percentile95: interval && -interval.low };
}
