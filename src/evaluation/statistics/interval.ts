/** Bounds of an interval; low ≤ high. */
export interface Interval {
  low: number;
  high: number;
}

/** Confidence of reported intervals. */
export const reported = 0.95;
/** Confidence of the two-sided interval whose bounds are the 5 % and 95 % limits that gates decide by. */
export const gating = 0.9;

/** The share of a symmetric distribution below the upper bound of a two-sided interval: 0.95 → 0.975. */
export function upperShare(confidence: number): number {
  return (1 + confidence) / 2;
}
