/** Scores by the names that the command line takes. */
import { readMetrics } from '../../../src/evaluation/score-file/metric-name.ts';
import type { MeasuredRows } from '../../../src/evaluation/score-file/file-metric.ts';
import type { TextScore } from '../../../src/evaluation/text-metrics/text-metric.ts';

export function measured(metric: string, predictions: readonly string[], references: readonly (readonly string[])[]): MeasuredRows {
  const rows = predictions.map((prediction, index) => ({
    id: String(index),
    prediction,
    references: references[index] ?? [],
    label: null,
    group: null,
    probability: null,
    fields: {},
  }));
  return readMetrics(metric)[0]!.metric.measure(rows);
}

export function corpusOf(metric: string, predictions: readonly string[], references: readonly (readonly string[])[]): TextScore | null {
  return measured(metric, predictions, references).corpus;
}

export function itemOf(metric: string, prediction: string, references: readonly string[]): TextScore | null {
  return measured(metric, [prediction], [references]).items[0]!.score;
}
