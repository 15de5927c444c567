import type { Prediction } from '../../src/contracts/evaluation-report.ts';
import type { ReferenceRow, ScoredSet } from '../../src/evaluation/measure.ts';

/** A prediction with nothing special about it. */
export function prediction(id: string, given: Partial<Prediction> = {}): Prediction {
  return {
    id,
    group: null,
    answer: null,
    finish: null,
    labelLogProbs: null,
    referenceLogProb: -1,
    referenceTokens: 2,
    greedyReference: false,
    promptTokens: 10,
    answerTokens: null,
    seconds: 0.5,
    ...given,
  };
}

/** Text rows whose reference is "yes", and a model that is right where `right` says so. */
export function textAnswers(right: readonly boolean[], groups?: readonly string[]): { rows: ReferenceRow[]; predictions: Prediction[] } {
  const rows = right.map((_, index) => ({ id: `r${index}`, group: groups?.[index] ?? null, answer: 'yes' }));
  return { rows, predictions: right.map((isRight, index) => prediction(`r${index}`, { answer: isRight ? 'yes' : 'no' })) };
}

export const textSet: ScoredSet = { test: 'notes', split: 'test', answers: 'text', labels: null };
export const cardSet: ScoredSet = { test: 'cards', split: 'test', answers: 'json', labels: null };
export const labelSet: ScoredSet = { test: 'kinds', split: 'validation', answers: 'labels', labels: ['law', 'payment', 'term'] };
