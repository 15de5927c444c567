import type { Statistic } from '../bootstrap.ts';
import { comparedValue } from '../text-metrics/text-metric.ts';
import type { TextMetric, TextScore } from '../text-metrics/text-metric.ts';
import type { FileMetric, RowScore } from './file-metric.ts';
import { referenceCount } from './file-metric.ts';
import type { ScoreRow } from './score-row.ts';

/** A perfect score may come out a little above the scale. */
const rounding = 1e-9;

export const noPrediction = 'no prediction';
export const noReferences = 'no references';
export const noRowCounts = 'no row has both a prediction and a reference';

/** A metric of texts over the rows of a file; rows without a prediction or a reference do not count. */
export function textFileMetric(metric: TextMetric): FileMetric {
  const { name, better, scale, width } = metric;
  const itemOf = remembered((row) => lacking(row) ?? metric.statistics(row.prediction ?? '', row.references));
  return {
    name,
    better,
    scale,
    prepare: itemOf,
    measure(rows) {
      const items = rows.map(itemOf);
      const counted = items.flatMap((item, index) => (typeof item === 'string' ? [] : [index]));
      const statistics = new Float64Array(counted.length * width);
      counted.forEach((row, index) => statistics.set(items[row] as Float64Array, index * width));
      const scoreOf = (indices: ArrayLike<number>): TextScore => metric.corpusScore(sumOf(statistics, width, indices), indices.length);
      const statistic: Statistic = (indices) => comparedValue(scoreOf(indices)) / scale;
      const corpus = counted.length === 0 ? null : scoreOf(counted.map((_, index) => index));
      return {
        items: items.map((item): RowScore =>
          typeof item === 'string' ? { score: null, reason: item } : { score: metric.itemScore(item), reason: null },
        ),
        counted,
        measure: { kind: 'pooled', statistic, share: corpus !== null && comparedValue(corpus) <= scale * (1 + rounding) },
        corpus,
        reason: corpus === null ? noRowCounts : null,
        signature: metric.signature(referenceCount(rows, counted)),
      };
    },
  };
}

/** A function of a row that is computed once a row: comparing two files measures some rows again. */
export function remembered<Value>(compute: (row: ScoreRow) => Value): (row: ScoreRow) => Value {
  const known = new WeakMap<ScoreRow, { value: Value }>();
  return (row) => {
    const found = known.get(row) ?? { value: compute(row) };
    known.set(row, found);
    return found.value;
  };
}

/** Why a row does not count; null where it does. */
export function lacking(row: ScoreRow): string | null {
  if (row.prediction === null) return noPrediction;
  return row.references.length === 0 ? noReferences : null;
}

/** Sums of the chosen rows' statistics, which stand one row after the other. */
function sumOf(statistics: Float64Array, width: number, indices: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(width);
  for (let position = 0; position < indices.length; position++) {
    const start = indices[position]! * width;
    for (let column = 0; column < width; column++) sums[column]! += statistics[start + column]!;
  }
  return sums;
}
