import type { Estimate, TestScores } from '../contracts/evaluation-report.ts';
import type { RunReport } from '../contracts/report.ts';
import type { StageOutcome } from '../contracts/run.ts';

/** Share of an earlier capability that is left: 1 = all of it. null when there was none: the interval of `before` does not lie above chance. */
export function retention(before: Estimate | null, after: Estimate | null, chance: number): number | null {
  return before !== null && after !== null && before.low > chance && before.mean > 0 ? after.mean / before.mean : null;
}

/** The estimate that gates look at; null where the set was empty. */
export function primaryEstimate(scores: TestScores): Estimate | null {
  return scores.metrics[scores.primary] ?? null;
}

/**
 * The retention matrix: for each accepted stage, in order, the score on its own test rows and on those of every earlier
 * stage, with what is left of what the accepted stage taught (1 right after its own training; null for tests of stages
 * that taught nothing lasting, which have no "right after").
 */
export function retentionMatrix(stages: readonly StageOutcome[]): RunReport['retention'] {
  const taught = new Map<string, TestScores>();
  return stages
    .filter((stage) => stage.accepted)
    .flatMap((stage) => {
      const scored = stage.tests.filter((scores) => scores.prompt === 'zeroShot');
      const own = scored.find((scores) => scores.test === stage.name);
      if (own) taught.set(stage.name, own);
      return scored.flatMap((scores) => matrixCell(stage.name, scores, taught.get(scores.test)));
    });
}

function matrixCell(after: string, scores: TestScores, taught: TestScores | undefined): RunReport['retention'] {
  const now = primaryEstimate(scores);
  if (now === null) return [];
  return [{ after, test: scores.test, score: now.mean, retention: taught ? retention(primaryEstimate(taught), now, taught.chance) : null }];
}
