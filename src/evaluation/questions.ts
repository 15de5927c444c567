import type { TestSet } from '../contracts/activities.ts';
import type { Prediction } from '../contracts/evaluation-report.ts';
import type { Row } from '../contracts/row.ts';
import type { GeneratedLine, ReferencedItem, ScoredLine, ScoreItem } from '../contracts/trainer-protocol.ts';
import { answerOf, promptOf } from './few-shot.ts';
import type { ReferenceRow } from './measure.ts';

/** What the questions of one test set have in common. */
export interface Questioning {
  set: Pick<TestSet, 'answers' | 'labels' | 'format'>;
  /** Turns shown before each question; empty = zero-shot. */
  examples: readonly Row[];
}

/** The row as scores see it: by its answer. `row` is for metrics of one's own alone. */
export function referenceOf(row: Row): ReferenceRow {
  return { id: row.id, group: row.group ?? null, answer: answerOf(row), row };
}

/** A row to be answered freely, with its reference to be scored on the way. Metadata and timestamp never reach a model. */
export function questionItem(row: Row, { set, examples }: Questioning): ReferencedItem {
  return { id: row.id, messages: promptOf(row, examples, set.format), reference: answerOf(row) };
}

/** A row whose labels are to be scored, its reference last if it is none of them. */
export function scoreItem(row: Row, questioning: Questioning): ScoreItem {
  const { id, messages, reference } = questionItem(row, questioning);
  return { id, messages, continuations: continuationsOf(reference ?? '', questioning.set) };
}

function continuationsOf(reference: string, { labels }: Questioning['set']): string[] {
  return labels?.includes(reference) ? labels : [...(labels ?? []), reference];
}

/** How a model ranked the labels of a row, for the store. Scoring them is what an answer costs. */
export function labelPrediction(row: Row, set: Questioning['set'], scored: ScoredLine): Prediction {
  const reference = answerOf(row);
  const position = continuationsOf(reference, set).indexOf(reference);
  return {
    id: row.id,
    group: row.group ?? null,
    answer: null,
    finish: null,
    labelLogProbs: scored.logProbs.slice(0, set.labels?.length ?? 0),
    referenceLogProb: scored.logProbs[position] ?? null,
    referenceTokens: scored.tokens[position] ?? null,
    greedyReference: scored.greedy[position] ?? null,
    promptTokens: scored.promptTokens,
    answerTokens: null,
    seconds: scored.seconds,
  };
}

/** What a model answered to a row, for the store. */
export function answerPrediction(row: Row, said: GeneratedLine): Prediction {
  const { text, finish, reference, promptTokens, answerTokens, seconds } = said;
  return {
    id: row.id,
    group: row.group ?? null,
    answer: text,
    finish,
    labelLogProbs: null,
    referenceLogProb: reference?.logProb ?? null,
    referenceTokens: reference?.tokens ?? null,
    greedyReference: reference?.greedy ?? null,
    promptTokens,
    answerTokens,
    seconds,
  };
}
