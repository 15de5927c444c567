import { createHash } from 'node:crypto';
import type { Prediction } from '../contracts/evaluation-report.ts';
import type { Row } from '../contracts/row.ts';
import { answerOf } from './few-shot.ts';

/** A test row with what two models said to it. */
export interface Sample {
  prompt: string;
  reference: string;
  base: string;
  tuned: string;
}

export interface SamplesRequest {
  rows: readonly Row[];
  labels: readonly string[] | null;
  base: readonly Prediction[];
  tuned: readonly Prediction[];
  count: number;
  seed: number;
}

/** A handful of rows to look at, drawn by the seed and the rows' ids alone: never by how well they were answered. */
export function drawSamples({ rows, labels, base, tuned, count, seed }: SamplesRequest): Sample[] {
  const said = (predictions: readonly Prediction[]) => new Map(predictions.map((prediction) => [prediction.id, prediction]));
  const [fromBase, fromTuned] = [said(base), said(tuned)];
  return rows
    .map((row) => ({ row, rank: createHash('sha256').update(`samples ${seed} ${row.id}`).digest('hex') }))
    .toSorted((one, other) => (one.rank < other.rank ? -1 : 1))
    .slice(0, count)
    .map(({ row }) => ({
      prompt: row.messages.findLast((message) => message.role === 'user')?.content ?? '',
      reference: answerOf(row),
      base: answerText(fromBase.get(row.id), labels),
      tuned: answerText(fromTuned.get(row.id), labels),
    }));
}

/** What was said: the generated text, or the likeliest label where labels were scored. */
function answerText(prediction: Prediction | undefined, labels: readonly string[] | null): string {
  if (prediction === undefined) return '';
  if (prediction.answer !== null) return prediction.answer;
  const logProbs = prediction.labelLogProbs ?? [];
  return labels?.[logProbs.indexOf(Math.max(...logProbs))] ?? '';
}
