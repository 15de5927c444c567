import type { TestSet } from '../contracts/activities.ts';
import type { AnswerKind } from '../contracts/dataset.ts';
import type { MetricName, Prediction } from '../contracts/evaluation-report.ts';
import type { Statistic } from './bootstrap.ts';
import { fieldAccuracy, parseJsonObject, sameJson } from './json-answer.ts';
import { likeliestLabel, macroF1 } from './label-metrics.ts';
import { perplexity } from './perplexity.ts';
import { tokenF1 } from './token-f1.ts';

/** What scoring needs of a test set. */
export type ScoredSet = Pick<TestSet, 'test' | 'split' | 'answers' | 'labels'>;

/** A row as scoring sees it: no prompt. */
export interface ReferenceRow {
  id: string;
  group: string | null;
  /** The answer that the row holds. */
  answer: string;
  /** The whole row, for metrics of one's own. */
  row?: Readonly<Record<string, unknown>>;
}

/**
 * A metric over a fixed list of rows, ready to be computed on any choice of them.
 * `mean`: the mean of a value in [0, 1] a row. `pooled`: one number over all chosen rows.
 */
export type Measure =
  | { kind: 'mean'; values: Float64Array; rightOrWrong: boolean }
  | { kind: 'pooled'; statistic: Statistic; share: boolean };

/** Rows and what a model said to them, in one order. */
export interface Answered {
  set: ScoredSet;
  rows: readonly ReferenceRow[];
  predictions: readonly Prediction[];
}

type Measuring = (answered: Answered) => Measure | null;

const measuring: Record<MetricName, Measuring> = {
  accuracy: (answered) => (lacksLabels(answered) ? null : rightOrWrong(answered, isLikeliest(answered.set))),
  macroF1: macroF1Measure,
  exactMatch: (answered) => exactMatch[answered.set.answers](answered),
  validJson: (answered) => ofAnswers(answered, true, (answer) => (parseJsonObject(answer) === null ? 0 : 1)),
  fieldAccuracy: (answered) => ofAnswers(answered, false, fieldAccuracyOf),
  tokenF1: (answered) => ofAnswers(answered, false, tokenF1),
  perplexity: perplexityMeasure,
};

const exactMatch: Record<AnswerKind, Measuring> = {
  labels: (answered) => {
    const lacking = answered.predictions.some((prediction) => prediction.greedyReference === null);
    return lacking ? null : rightOrWrong(answered, (_, prediction) => prediction.greedyReference === true);
  },
  json: (answered) => ofAnswers(answered, true, (answer, reference) => (sameCard(answer, reference) ? 1 : 0)),
  text: (answered) => ofAnswers(answered, true, (answer, reference) => (answer.trim() === reference.trim() ? 1 : 0)),
};

/** The metric on these rows; null where the predictions do not hold what it needs. */
export function measureOf(metric: MetricName, answered: Answered): Measure | null {
  return measuring[metric](answered);
}

/** The value of a measure on the chosen rows. NaN of none. */
export function valueOf(measure: Measure, indices: ArrayLike<number>): number {
  return measure.kind === 'mean' ? meanOf(measure.values, indices) : measure.statistic(indices);
}

/** Mean of the chosen values. NaN of none. */
export function meanOf(values: ArrayLike<number>, indices: ArrayLike<number>): number {
  let sum = 0;
  for (let position = 0; position < indices.length; position++) sum += values[indices[position] ?? -1] ?? Number.NaN;
  return sum / indices.length;
}

function lacksLabels({ predictions }: Answered): boolean {
  return predictions.some((prediction) => prediction.labelLogProbs === null);
}

function isLikeliest(set: ScoredSet): (row: ReferenceRow, prediction: Prediction) => boolean {
  return (row, prediction) => likeliestLabel(prediction.labelLogProbs, set.labels ?? []) === row.answer.trim();
}

function rightOrWrong({ rows, predictions }: Answered, isRight: (row: ReferenceRow, prediction: Prediction) => boolean): Measure {
  return {
    kind: 'mean',
    rightOrWrong: true,
    values: Float64Array.from(rows, (row, index) => (isRight(row, at(predictions, index)) ? 1 : 0)),
  };
}

function ofAnswers(
  { rows, predictions }: Answered,
  isRightOrWrong: boolean,
  score: (answer: string, reference: string) => number,
): Measure | null {
  if (predictions.some((prediction) => prediction.answer === null)) return null;
  return {
    kind: 'mean',
    rightOrWrong: isRightOrWrong,
    values: Float64Array.from(rows, (row, index) => score(at(predictions, index).answer ?? '', row.answer)),
  };
}

/** Equal objects; where the reference itself is none, equal text. */
function sameCard(answer: string, reference: string): boolean {
  const wanted = parseJsonObject(reference);
  return wanted === null ? answer.trim() === reference.trim() : sameJson(parseJsonObject(answer), wanted);
}

function fieldAccuracyOf(answer: string, reference: string): number {
  const wanted = parseJsonObject(reference);
  return wanted === null ? Number(sameCard(answer, reference)) : fieldAccuracy(parseJsonObject(answer), wanted);
}

function macroF1Measure(answered: Answered): Measure | null {
  if (lacksLabels(answered)) return null;
  const { set, rows, predictions } = answered;
  const references = rows.map((row) => row.answer.trim());
  const predicted = predictions.map((prediction) => likeliestLabel(prediction.labelLogProbs, set.labels ?? []));
  return { kind: 'pooled', share: true, statistic: macroF1(references, predicted) };
}

function perplexityMeasure({ predictions }: Answered): Measure | null {
  if (predictions.some((prediction) => prediction.referenceLogProb === null || prediction.referenceTokens === null)) return null;
  const logProbs = Float64Array.from(predictions, (prediction) => prediction.referenceLogProb ?? Number.NaN);
  const tokens = Float64Array.from(predictions, (prediction) => prediction.referenceTokens ?? Number.NaN);
  return { kind: 'pooled', share: false, statistic: (indices) => perplexity(logProbs, tokens, indices) };
}

function at<Item>(items: readonly Item[], index: number): Item {
  const item = items[index];
  if (item === undefined) throw new RangeError(`no item ${index} of ${items.length}`);
  return item;
}
