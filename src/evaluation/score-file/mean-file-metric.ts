import { meanOf } from '../measure.ts';
import type { TextScore } from '../text-metrics/text-metric.ts';
import { signatureOf } from '../text-metrics/text-metric.ts';
import type { FileMetric, RowScore } from './file-metric.ts';
import { referenceCount } from './file-metric.ts';
import type { ScoreRow } from './score-row.ts';
import { lacking, noRowCounts, remembered } from './text-file-metric.ts';

/** A metric whose corpus score is the mean over the rows. */
export interface MeanMetric {
  name: string;
  /** Whether a row is 1 or 0, and nothing between. */
  rightOrWrong: boolean;
  /** What decides the number, beside how many references there are where `lacks` is left out. */
  settings?: Readonly<Record<string, string | number>>;
  /** In [0, 1]; a text says why the row has no score. The row has a prediction. */
  score(prediction: string, row: ScoreRow): number | string;
  /** Why a row does not count before it is scored; by default, no prediction or no references. */
  lacks?(row: ScoreRow): string | null;
  better?: 'higher' | 'lower';
}

/** The mean over the rows that have a score. */
export function meanFileMetric({ name, rightOrWrong, settings = {}, score, lacks = lacking, better = 'higher' }: MeanMetric): FileMetric {
  const itemOf = remembered((row): RowScore => {
    const found = lacks(row) ?? score(row.prediction ?? '', row);
    return typeof found === 'string' ? { score: null, reason: found } : { score: found, reason: null };
  });
  return {
    name,
    better,
    scale: 1,
    prepare: itemOf,
    measure(rows) {
      const items = rows.map(itemOf);
      const counted = items.flatMap((item, index) => (item.score === null ? [] : [index]));
      const values = Float64Array.from(counted, (index) => items[index]!.score as number);
      const corpus: TextScore | null = counted.length === 0 ? null : meanOf(values, [...values.keys()]);
      return {
        items,
        counted,
        measure: { kind: 'mean', values, rightOrWrong },
        corpus,
        reason: corpus === null ? (items.find((item) => item.reason !== null)?.reason ?? noRowCounts) : null,
        signature: signatureOf({ ...(lacks === lacking && { nrefs: referenceCount(rows, counted) }), ...settings }),
      };
    },
  };
}
