import type { ShareInterval } from '../statistics/share-interval.ts';
import { shareInterval } from '../statistics/share-interval.ts';
import type { Confidence } from './calibration-error.ts';
import { isProbability } from './calibration-error.ts';

export interface BrierScore {
  /** Lower is better; null with a reason. */
  value: number | null;
  /** 95 %, on the scale of the value. */
  interval: Pick<ShareInterval, 'low' | 'high' | 'method'> | null;
  n: number;
  /** Rows without usable probabilities, left out. */
  leftOut: number;
  signature: string;
  reason: string | null;
}

/** Mean of (probability − right)² over rows, in [0, 1]: of the probability that a model gives to its own answer (scikit-learn's `brier_score_loss`). */
export function brierScore(rows: readonly Confidence[], groups: readonly (string | null)[] | null = null): BrierScore {
  const scores = rows.map(({ probability, isRight }) => (isProbability(probability) ? (probability - Number(isRight)) ** 2 : null));
  return summary(scores, groups, 1, 'brier:binary|range:0-1|version:1');
}

/** A row with probabilities for all labels. */
export interface LabelProbabilities {
  probabilities: Readonly<Record<string, number>> | null;
  reference: string;
}

/** How far probabilities of one row may miss a sum of 1. */
const sumTolerance = 1e-6;

/**
 * Brier's own score of several classes (Brier 1950): mean of Σ over labels of (probability − 1 if it is the reference)²,
 * in [0, 2]. Of two classes it is twice the binary score. A row is left out where its probabilities do not add up to 1 or
 * do not hold the reference.
 */
export function brierScoreOfLabels(rows: readonly LabelProbabilities[], groups: readonly (string | null)[] | null = null): BrierScore {
  return summary(rows.map(labelScore), groups, 2, 'brier:labels|range:0-2|version:1');
}

function labelScore({ probabilities, reference }: LabelProbabilities): number | null {
  if (probabilities === null || !Object.hasOwn(probabilities, reference)) return null;
  const values = Object.values(probabilities);
  const sum = values.reduce((total, value) => total + value, 0);
  if (!values.every(isProbability) || Math.abs(sum - 1) > sumTolerance) return null;
  return Object.entries(probabilities).reduce((total, [label, value]) => total + (value - (label === reference ? 1 : 0)) ** 2, 0);
}

function summary(
  scores: readonly (number | null)[],
  groups: readonly (string | null)[] | null,
  largest: number,
  signature: string,
): BrierScore {
  const kept = scores.flatMap((score, row) =>
    score === null ? [] : [{ share: Math.min(1, score / largest), group: groups?.[row] ?? null }],
  );
  const shared = { n: kept.length, leftOut: scores.length - kept.length, signature };
  const found = shareInterval(
    kept.map(({ share }) => share),
    groups === null ? null : kept.map(({ group }) => group),
  );
  if (found === null) {
    const reason = scores.length === 0 ? 'there are no rows' : `none of the ${scores.length} rows has usable probabilities`;
    return { ...shared, value: null, interval: null, reason };
  }
  const { mean, low, high, method } = found;
  return { ...shared, value: mean * largest, interval: { low: low * largest, high: high * largest, method }, reason: null };
}

/** Probabilities of labels from their log-likelihoods, among the labels alone (softmax). null of none, and of numbers that are none. */
export function probabilitiesOf(logLikelihoods: readonly number[]): number[] | null {
  const largest = Math.max(...logLikelihoods);
  if (!Number.isFinite(largest) || logLikelihoods.some((value) => Number.isNaN(value))) return null;
  const weights = logLikelihoods.map((value) => Math.exp(value - largest));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}
