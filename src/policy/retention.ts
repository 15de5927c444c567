import type { Estimate, TestScores } from '../contracts/evaluation-report.ts';

/** Share of an earlier capability that is left: 1 = all of it. null when there was none: the interval of `before` does not lie above chance. */
export function retention(before: Estimate | null, after: Estimate | null, chance: number): number | null {
  return before !== null && after !== null && before.low > chance && before.mean > 0 ? after.mean / before.mean : null;
}

/** The estimate that gates look at; null where the set was empty. */
export function primaryEstimate(scores: TestScores): Estimate | null {
  return scores.metrics[scores.primary] ?? null;
}
