import type { Prediction } from '../contracts/evaluation-report.ts';
import { AnnealFailure } from '../contracts/failure.ts';
import type { ReferenceRow } from './measure.ts';

/**
 * Predictions in the order of the rows that they answer. Throws ContentConflict where they answer other rows: scores of
 * different rows must never be compared.
 */
export function alignPredictions(test: string, rows: readonly ReferenceRow[], predictions: readonly Prediction[]): Prediction[] {
  const byId = new Map(predictions.map((prediction) => [prediction.id, prediction]));
  const aligned = rows.flatMap((row) => byId.get(row.id) ?? []);
  if (aligned.length !== rows.length || byId.size !== rows.length) {
    throw new AnnealFailure(
      'ContentConflict',
      `the predictions for "${test}" answer ${byId.size} rows, ${aligned.length} of them among the ${rows.length} rows of the test set; they belong to another version of the rows. Start the run with fresh: true to make them again.`,
      { details: { test, rows: rows.length, predictions: byId.size, matching: aligned.length } },
    );
  }
  return aligned;
}
