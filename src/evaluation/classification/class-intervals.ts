import { bootstrapDistribution, defaultResamples, resampleRows } from '../bootstrap.ts';
import { macroF1, unparseable } from '../label-metrics.ts';
import { expandedPercentiles } from '../statistics/expanded-percentiles.ts';
import type { Interval } from '../statistics/interval.ts';
import type { ShareInterval } from '../statistics/share-interval.ts';
import { shareInterval } from '../statistics/share-interval.ts';
import { unitsOfRows } from '../statistics/units.ts';
import type { Classified } from './confusion.ts';

export interface ClassIntervals {
  accuracy: ShareInterval | null;
  /** 95 % interval by bootstrap over rows or groups; null of fewer than two units. */
  macroF1: (Interval & { method: string }) | null;
  /** Of each label, in their order. */
  classes: ClassShares[];
}

/** Of a label: over the rows that were taken for it, and over the rows that it is the reference of. null of none. */
export interface ClassShares {
  label: string;
  precision: ShareInterval | null;
  recall: ShareInterval | null;
}

/** 95 % intervals of what `classificationScores` measures, rows in groups or (null) by themselves. */
export function classIntervals(
  rows: readonly Classified[],
  labels: readonly string[],
  groups: readonly (string | null)[] | null,
  { seed, resamples = defaultResamples }: { seed: number; resamples?: number },
): ClassIntervals {
  const predicted = predictedLabels(rows, labels);
  return {
    accuracy: shareAmong(rows, predicted, groups, () => true),
    macroF1: macroInterval(rows, predicted, groups, { seed, resamples }),
    classes: classShares(rows, labels, groups),
  };
}

/** Precision and recall of each label with 95 % intervals. */
export function classShares(
  rows: readonly Classified[],
  labels: readonly string[],
  groups: readonly (string | null)[] | null,
): ClassShares[] {
  const predicted = predictedLabels(rows, labels);
  return labels.map((label) => ({
    label,
    precision: shareAmong(rows, predicted, groups, (_, index) => predicted[index] === label),
    recall: shareAmong(rows, predicted, groups, ({ reference }) => reference === label),
  }));
}

function predictedLabels(rows: readonly Classified[], labels: readonly string[]): string[] {
  const known = new Set(labels);
  return rows.map((row) => (row.predicted !== null && known.has(row.predicted) ? row.predicted : unparseable));
}

/** Share of right rows among the chosen ones. */
function shareAmong(
  rows: readonly Classified[],
  predicted: readonly string[],
  groups: readonly (string | null)[] | null,
  chosen: (row: Classified, index: number) => boolean,
): ShareInterval | null {
  const indices = rows.flatMap((row, index) => (chosen(row, index) ? index : []));
  return shareInterval(
    indices.map((index) => (rows[index]!.reference === predicted[index] && predicted[index] !== unparseable ? 1 : 0)),
    groups === null ? null : indices.map((index) => groups[index] ?? null),
  );
}

function macroInterval(
  rows: readonly Classified[],
  predicted: readonly string[],
  groups: readonly (string | null)[] | null,
  { seed, resamples }: { seed: number; resamples: number },
): ClassIntervals['macroF1'] {
  const units = unitsOfRows(groups, rows.length).count;
  if (units < 2) return null;
  const statistic = macroF1(
    rows.map(({ reference }) => reference),
    predicted,
  );
  const samples = resampleRows({ n: rows.length, groups: units === rows.length ? null : groups, seed, resamples });
  const method = `${units === rows.length ? '' : 'cluster-'}bootstrap:${resamples}:seed=${seed}`;
  return { ...expandedPercentiles(bootstrapDistribution(statistic, samples), units), method };
}
