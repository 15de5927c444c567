import { createHash } from 'node:crypto';
import { metricsOf } from '../../contracts/evaluation-report.ts';
import type { Prediction } from '../../contracts/evaluation-report.ts';
import type { Side, Winner } from '../../contracts/review.ts';
import type { Message, Row } from '../../contracts/row.ts';
import { alignPredictions } from '../align.ts';
import { likeliestLabel } from '../label-metrics.ts';
import { measureOf } from '../measure.ts';
import type { ScoredSet } from '../measure.ts';
import { referenceOf } from '../questions.ts';

/** A test row with what base and tuned model said to it, and what the metric says of that. */
export interface AnswerPair {
  /** Test and row in one word that tells nothing about either. */
  item: string;
  test: string;
  row: string;
  group: string | null;
  /** The row without its answer. */
  question: Message[];
  reference: string;
  answers: Record<Side, string>;
  /** Primary metric in [0, 1]. */
  scores: Record<Side, number>;
}

export interface PairsRequest {
  set: ScoredSet;
  rows: readonly Row[];
  base: readonly Prediction[];
  tuned: readonly Prediction[];
}

/** The pairs of one test, in the order of its rows. @throws AnnealFailure ContentConflict where predictions are of other rows */
export function answerPairs({ set, rows, base, tuned }: PairsRequest): AnswerPair[] {
  const sides = { base: sideOf(set, rows, base), tuned: sideOf(set, rows, tuned) };
  return rows.map((row, index) => ({
    item: itemName(set.test, row.id),
    test: set.test,
    row: row.id,
    group: row.group ?? null,
    question: row.messages.slice(0, -1),
    reference: row.messages.at(-1)?.content ?? '',
    answers: { base: sides.base.answers[index] ?? '', tuned: sides.tuned.answers[index] ?? '' },
    scores: { base: sides.base.scores[index] ?? 0, tuned: sides.tuned.scores[index] ?? 0 },
  }));
}

/** What was said, or the likeliest label where labels were scored; and how good the metric finds it. */
function sideOf(set: ScoredSet, rows: readonly Row[], said: readonly Prediction[]): { answers: string[]; scores: ArrayLike<number> } {
  const references = rows.map(referenceOf);
  const predictions = alignPredictions(set.test, references, said);
  const measure = measureOf(metricsOf[set.answers][0], { set, rows: references, predictions });
  return {
    answers: predictions.map(({ answer, labelLogProbs }) => answer ?? likeliestLabel(labelLogProbs, set.labels ?? [])),
    scores: measure?.kind === 'mean' ? measure.values : [],
  };
}

export function itemName(test: string, row: string): string {
  return createHash('sha256').update(`review item\n${test}\n${row}`).digest('hex').slice(0, 16);
}

/** The same text but for outer white space: nobody needs to say which is better. */
export function sameText({ answers }: Pick<AnswerPair, 'answers'>): boolean {
  return answers.base.trim() === answers.tuned.trim();
}

/** Differences of the metric below this are no win. */
const leastDifference = 0.25;

/** Whom the metric finds better. */
export function metricWinner({ scores }: Pick<AnswerPair, 'scores'>): Winner {
  const difference = scores.tuned - scores.base;
  if (Math.abs(difference) < leastDifference) return 'tie';
  return difference > 0 ? 'tuned' : 'base';
}
