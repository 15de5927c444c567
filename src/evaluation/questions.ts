import type { TestSet } from '../contracts/activities.ts';
import type { Prediction } from '../contracts/evaluation-report.ts';
import type { Row } from '../contracts/row.ts';
import type { GeneratedLine, GenerateItem, ScoredLine, ScoreItem } from '../contracts/trainer-protocol.ts';
import { answerOf, promptOf } from './few-shot.ts';
import type { ReferenceRow } from './measure.ts';

/** What the questions of one test set have in common. */
export interface Questioning {
  set: Pick<TestSet, 'answers' | 'labels' | 'format'>;
  /** Turns shown before each question; empty = zero-shot. */
  examples: readonly Row[];
}

/** The row without its prompt: all that scores may look at. */
export function referenceOf(row: Row): ReferenceRow {
  return { id: row.id, group: row.group ?? null, answer: answerOf(row) };
}

/** A row to be answered freely. Metadata and timestamp never reach a model. */
export function generateItem(row: Row, { set, examples }: Questioning): GenerateItem {
  return { id: row.id, messages: promptOf(row, examples, set.format) };
}

/** A row whose reference is to be scored; where answers are labels, all labels beside it, the reference last if it is none of them. */
export function scoreItem(row: Row, questioning: Questioning): ScoreItem {
  return { ...generateItem(row, questioning), continuations: continuationsOf(answerOf(row), questioning.set) };
}

function continuationsOf(reference: string, { answers, labels }: Questioning['set']): string[] {
  if (answers !== 'labels') return [reference];
  return labels?.includes(reference) ? labels : [...(labels ?? []), reference];
}

/** What a model said to a row, for the store. `generated` is null where nothing was generated (labels). */
export function predictionOf(row: Row, { set }: Questioning, scored: ScoredLine, generated: GeneratedLine | null): Prediction {
  const reference = answerOf(row);
  const position = continuationsOf(reference, set).indexOf(reference);
  return {
    id: row.id,
    group: row.group ?? null,
    answer: generated?.text ?? null,
    finish: generated?.finish ?? null,
    labelLogProbs: set.answers === 'labels' ? scored.logProbs.slice(0, set.labels?.length ?? 0) : null,
    referenceLogProb: scored.logProbs[position] ?? null,
    referenceTokens: scored.tokens[position] ?? null,
    greedyReference: scored.greedy[position] ?? null,
    promptTokens: scored.promptTokens,
    answerTokens: generated?.answerTokens ?? null,
    // Labels are answered by scoring them, so that is what an answer costs.
    seconds: generated?.seconds ?? scored.seconds,
  };
}

const leastNewTokens = 16;

/**
 * Tokens an answer may have: what the spec says, else 1.5 × the longest reference (whose tokens were counted when it
 * was scored) and at least 16; never more than the context leaves behind the longest prompt.
 */
export function newTokens(asked: number | null, scored: readonly ScoredLine[], contextTokens: number | null): number {
  const longestReference = scored.reduce((longest, line) => Math.max(longest, ...line.tokens), 0);
  const longestPrompt = scored.reduce((longest, line) => Math.max(longest, line.promptTokens), 0);
  const wanted = asked ?? Math.max(leastNewTokens, Math.ceil(1.5 * longestReference));
  return contextTokens === null ? wanted : Math.max(1, Math.min(wanted, contextTokens - longestPrompt));
}
