import { reported } from '../statistics/interval.ts';
import type { ShareInterval } from '../statistics/share-interval.ts';
import { shareInterval } from '../statistics/share-interval.ts';

/** A score in [0, 1] of one answer against its references, higher is better. */
export interface AnswerMetric {
  name: string;
  /** Everything that the number depends on, as "name:value|…". `references`: how many each row has, or "var". */
  signature(references: number | 'var'): string;
  /** null where the references cannot be scored against (none, or not of the kind that the metric needs). */
  score(answer: string, references: readonly string[]): number | null;
}

export interface AnswerItem {
  /** null: there is no answer (a request that failed). Left out and counted; an empty answer is an answer. */
  prediction: string | null;
  references: readonly string[];
  group?: string | null;
}

/** A metric over a set of answers. */
export interface AnswerScores {
  /** Mean over the scored items; null with a reason where there are none. */
  value: number | null;
  interval: ShareInterval | null;
  reason: string | null;
  signature: string;
  /** Items that were scored. */
  n: number;
  /** Items without an answer, left out. */
  unanswered: number;
  /** Items whose references cannot be scored against, left out. */
  unscorable: number;
  /** Scored items whose answer is empty or white space. */
  empty: number;
  /** By item, in their order. */
  items: (number | null)[];
}

/** Scores every item by itself: one that cannot be scored is null and counted, and never costs the others theirs. */
export function scoreAnswers(metric: AnswerMetric, items: readonly AnswerItem[], confidence: number = reported): AnswerScores {
  const scores = items.map(({ prediction, references }) => (prediction === null ? null : metric.score(prediction, references)));
  const scored = items.flatMap(({ group = null, prediction }, index) => {
    const score = scores[index] ?? null;
    return score === null ? [] : [{ score, group, isEmpty: prediction?.trim() === '' }];
  });
  const unanswered = items.filter(({ prediction }) => prediction === null).length;
  const groups = scored.some(({ group }) => group !== null) ? scored.map(({ group }) => group) : null;
  const values = scored.map(({ score }) => score);
  const interval = shareInterval(values, groups, confidence);
  return {
    value: interval?.mean ?? null,
    interval,
    reason: interval === null ? nothingScored(items.length, unanswered) : null,
    signature: metric.signature(referencesPerItem(items)),
    n: scored.length,
    unanswered,
    unscorable: items.length - unanswered - scored.length,
    empty: scored.filter(({ isEmpty }) => isEmpty).length,
    items: scores,
  };
}

function nothingScored(items: number, unanswered: number): string {
  if (items === 0) return 'there are no rows';
  return unanswered === items ? `none of the ${items} rows was answered` : `none of the ${items} rows has a reference to score against`;
}

function referencesPerItem(items: readonly AnswerItem[]): number | 'var' {
  const counts = new Set(items.map(({ references }) => references.length));
  const [count] = counts;
  return counts.size === 1 && count !== undefined ? count : 'var';
}

/** The best score over the references; null of none. */
export function best(references: readonly string[], scoreOne: (reference: string) => number): number | null {
  return references.length === 0 ? null : Math.max(...references.map(scoreOne));
}
