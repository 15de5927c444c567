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
  /** Of each label: over the rows that were taken for it, and over the rows that it is the reference of. null of none. */
  classes: { label: string; precision: ShareInterval | null; recall: ShareInterval | null }[];
}

/** 95 % intervals of what `classificationScores` measures, rows in groups or (null) by themselves. */
export function classIntervals(
  rows: readonly Classified[],
  labels: readonly string[],
  groups: readonly (string | null)[] | null,
  { seed, resamples = defaultResamples }: { seed: number; resamples?: number },
): ClassIntervals {
  const known = new Set(labels);
  const predicted = rows.map((row) => (row.predicted !== null && known.has(row.predicted) ? row.predicted : unparseable));
  const isRight = rows.map(({ reference }, index) => (reference === predicted[index] && reference !== unparseable ? 1 : 0));
  const among = (chosen: (row: Classified, index: number) => boolean) => {
    const indices = rows.flatMap((row, index) => (chosen(row, index) ? index : []));
    return shareInterval(
      indices.map((index) => isRight[index] ?? 0),
      groups === null ? null : indices.map((index) => groups[index] ?? null),
    );
  };
  return {
    accuracy: among(() => true),
    macroF1: macroInterval(rows, predicted, groups, { seed, resamples }),
    classes: labels.map((label) => ({
      label,
      precision: among((_, index) => predicted[index] === label),
      recall: among(({ reference }) => reference === label),
    })),
  };
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
