import { metricsOf } from '../contracts/evaluation-report.ts';
import type { MetricName, Prediction } from '../contracts/evaluation-report.ts';
import { AnnealFailure } from '../contracts/failure.ts';
import type { ReferenceRow, ScoredSet } from './measure.ts';
import { measureOf } from './measure.ts';

/** What one row scored, in [0, 1], higher is better. null: it was not answered, or not scored. */
export interface ItemScore {
  id: string;
  group: string | null;
  score: number | null;
}

/**
 * The metric row by row; rows without a prediction are null, never an exception. Default: the primary metric of the set.
 * Throws InvalidInput for a metric that only exists over many rows (macro F1, perplexity).
 */
export function itemScores(request: {
  set: ScoredSet;
  metric?: MetricName;
  rows: readonly ReferenceRow[];
  predictions: readonly Prediction[];
}): ItemScore[] {
  const { set, rows } = request;
  const metric = request.metric ?? metricsOf[set.answers][0];
  const byId = new Map(request.predictions.map((prediction) => [prediction.id, prediction]));
  const answered = rows.filter((row) => byId.has(row.id));
  const predictions = answered.flatMap((row) => byId.get(row.id) ?? []);
  const measure = measureOf(metric, { set, rows: answered, predictions });
  if (measure !== null && measure.kind !== 'mean') throw noItemScore(metric, set);
  const scores = new Map(answered.map((row, index) => [row.id, measure?.values[index] ?? null]));
  return rows.map(({ id, group }) => ({ id, group, score: finite(scores.get(id) ?? null) }));
}

function finite(score: number | null): number | null {
  return score !== null && Number.isFinite(score) ? score : null;
}

function noItemScore(metric: MetricName, set: ScoredSet): AnnealFailure {
  const allowed = metricsOf[set.answers].filter((each) => each !== 'macroF1' && each !== 'perplexity');
  return new AnnealFailure(
    'InvalidInput',
    `${metric} is one number over all rows of "${set.test}" and has no value for a single row, which robustness and fairness need. Allowed for ${set.answers} are ${allowed.join(', ')}.`,
    { details: { test: set.test, metric, allowed } },
  );
}
