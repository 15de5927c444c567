import type { RunReport } from '../contracts/report.ts';
import type { StageOutcome } from '../contracts/run.ts';
import { primaryEstimate } from '../policy/retention.ts';
import { percent, signedPoints } from './numbers.ts';
import { testOf } from './proof.ts';

/** What is needed of a stage. */
type StageScores = Pick<StageOutcome, 'accepted' | 'teaches' | 'tests'>;

/**
 * What all accepted stages come to together: mean score of their tests at the end, and backward transfer, mean over the
 * earlier stages of score at the end − score right after own training (Lopez-Paz and Ranzato, 2017). Below 0: something was
 * forgotten. A mean of which one part was not measured is null.
 */
export function transferOf(stages: readonly StageScores[]): RunReport['transfer'] {
  const accepted = stages.filter((stage) => stage.accepted);
  const end = accepted.at(-1);
  if (end === undefined) return null;
  const taught = accepted.flatMap((stage) =>
    stage.teaches.map((test) => ({ isEarlier: stage !== end, own: scoreOn(stage, test), end: scoreOn(end, test) })),
  );
  const changes = taught
    .filter(({ isEarlier }) => isEarlier)
    .map((each) => (each.own === null || each.end === null ? null : each.end - each.own));
  return { tests: taught.length, meanScore: meanOf(taught.map((each) => each.end)), backwardTransfer: meanOf(changes) };
}

function scoreOn(stage: StageScores, test: string): number | null {
  const scores = testOf(stage, test);
  return scores === undefined ? null : (primaryEstimate(scores)?.mean ?? null);
}

function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 || known.length < values.length ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** Mean score and backward transfer with what they mean; none where the run has no accepted stage. */
export function transferSentences({ transfer, plan }: Pick<RunReport, 'transfer' | 'plan'>): string[] {
  if (transfer === null || transfer.tests < 2) return [];
  const { tests, meanScore, backwardTransfer } = transfer;
  const mean =
    meanScore === null
      ? []
      : [`Mean score of the ${tests} ${plan.kind === 'multiTask' ? 'tasks' : 'stages’ tests'} at the end: ${percent(meanScore)}.`];
  if (backwardTransfer === null) return mean;
  const meaning = 'mean over the earlier stages of score at the end − score right after own training; below 0: something was forgotten';
  return [`${[...mean, `Backward transfer: ${signedPoints(backwardTransfer, 1)} points`].join(' ')} (${meaning}).`];
}
