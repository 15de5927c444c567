import type { Measure } from '../measure.ts';
import type { TextScore } from '../text-metrics/text-metric.ts';
import type { ScoreRow } from './score-row.ts';

/** What one row scored, or why it has no score. */
export type RowScore = { score: TextScore; reason: null } | { score: null; reason: string };

/** A metric over the rows of a file. */
export interface FileMetric {
  /** As its authors write it, for a person: "BLEU", "ROUGE-L". */
  readonly name: string;
  readonly better: 'higher' | 'lower';
  /** What one stands for in `Measure`'s values, which lie in [0, 1] where the metric does: 100 for percentages. */
  readonly scale: 1 | 100;
  measure(rows: readonly ScoreRow[]): MeasuredRows;
  /** Computes what one row adds and keeps it for `measure`, so that whoever must not stand still for long can go row by row. */
  prepare?(row: ScoreRow): void;
}

export interface MeasuredRows {
  /** In the order of the rows. */
  items: readonly RowScore[];
  /** Indices of the rows that count; `measure` is over these, in this order. */
  counted: readonly number[];
  /** Divided by the metric's scale. */
  measure: Measure;
  /** The score of the counted rows together; null where there are none or it is not defined on them. */
  corpus: TextScore | null;
  /** Why it is null. */
  reason: string | null;
  signature: string;
}

/** Number of references of the rows that count: one number, or "var" where rows differ. */
export function referenceCount(rows: readonly ScoreRow[], counted: readonly number[]): number | 'var' {
  const counts = new Set(counted.map((index) => rows[index]!.references.length));
  const [count = 0] = counts;
  return counts.size > 1 ? 'var' : count;
}
