import type { Resampling } from '../estimate.ts';
import type { TextScore } from '../text-metrics/text-metric.ts';
import type { MeasuredRows } from './file-metric.ts';
import type { NamedMetric } from './metric-name.ts';
import { measureInterval } from './score-interval.ts';
import type { ScoreRow } from './score-row.ts';

/** What stands behind a score. */
export interface ScoreDetail {
  name: string;
  better: 'higher' | 'lower';
  /** 100 for percentages, else 1. */
  scale: 1 | 100;
  /** Rows that count. */
  n: number;
  /** 95 % interval, on the scale of the score (for precision, recall and F1: of F1); null where there is none. */
  low: number | null;
  high: number | null;
  /** How the interval was made. */
  method: string | null;
  signature: string;
  /** Why there is no score, or no interval. */
  reason: string | null;
  /** Rows that do not count, by reason. */
  leftOut: Record<string, number>;
}

/** Keys are metrics as they were asked for. */
export interface FileScores {
  rows: number;
  scores: Record<string, TextScore | null>;
  details: Record<string, ScoreDetail>;
}

/** What one row scored; `reasons` for those that are null. */
export interface RowScores {
  id: string;
  scores: Record<string, TextScore | null>;
  reasons: Record<string, string>;
}

/** A metric with what it measured on the rows of one file. */
export interface Measured extends NamedMetric {
  measured: MeasuredRows;
}

/** Measures every metric on the rows. One that is not defined on them has a null with a reason, and the others their scores. */
export function measureRows(rows: readonly ScoreRow[], metrics: readonly NamedMetric[]): Measured[] {
  return metrics.map((named) => ({ ...named, measured: named.metric.measure(rows) }));
}

/** The scores of all rows together, each with its 95 % interval. */
export function fileScores(rows: readonly ScoreRow[], all: readonly Measured[], resampling: Resampling): FileScores {
  return {
    rows: rows.length,
    scores: Object.fromEntries(all.map(({ text, measured }) => [text, measured.corpus])),
    details: Object.fromEntries(all.map((each) => [each.text, detailOf(rows, each, resampling)])),
  };
}

/** What stands behind one score. */
export function detailOf(
  rows: readonly ScoreRow[],
  { metric, measured }: Pick<Measured, 'metric' | 'measured'>,
  resampling: Resampling,
): ScoreDetail {
  const { counted, measure, corpus } = measured;
  const groups = counted.map((index) => rows[index]!.group);
  const interval = corpus === null ? null : measureInterval(measure, { groups, resampling });
  return {
    name: metric.name,
    better: metric.better,
    scale: metric.scale,
    n: counted.length,
    low: interval && interval.low * metric.scale,
    high: interval && interval.high * metric.scale,
    method: interval && interval.method,
    signature: measured.signature,
    reason: measured.reason ?? (interval === null ? 'no interval: all rows agree' : null),
    leftOut: leftOut(measured),
  };
}

function leftOut({ items, counted }: MeasuredRows): Record<string, number> {
  const counts = new Set(counted);
  const reasons = new Map<string, number>();
  items.forEach(({ reason }, index) => {
    if (!counts.has(index) && reason !== null) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  });
  return Object.fromEntries(reasons);
}

/** Row by row, in their order. */
export function* rowScores(rows: readonly ScoreRow[], all: readonly Measured[]): Generator<RowScores> {
  for (const [index, { id }] of rows.entries()) {
    const each = all.map(({ text, measured }) => ({ text, ...measured.items[index]! }));
    yield {
      id,
      scores: Object.fromEntries(each.map(({ text, score }) => [text, score])),
      reasons: Object.fromEntries(each.flatMap(({ text, reason }) => (reason === null ? [] : [[text, reason]]))),
    };
  }
}
