import type { GateResult } from '../contracts/gate.ts';
import type { StageDecision } from '../contracts/run.ts';
import type { FailedGatePolicy } from '../contracts/gates-spec.ts';

/** How gently an attempt at a stage trains. */
export interface Tuning {
  /** Of the learning rate that the stage's settings give; 1 = as they say. */
  learningRateFactor: number;
  /** Rows of earlier stages mixed in, as a share of the stage's rows. */
  replay: number;
}

/** What a run does after an attempt at a stage was judged. */
export type NextStep =
  | { do: 'accept' }
  /** Train the stage again, more gently. */
  | { do: 'retry'; tuning: Tuning }
  /** Go on with the next stage from the last accepted model. */
  | { do: 'rollback' }
  /** End the run here; it is rejected and registers no model. */
  | { do: 'stop' }
  /** Wait for a person. */
  | { do: 'ask' };

export interface NextStepRequest {
  /** What the gates came to together, or what a person decided. */
  decision: GateResult['decision'] | StageDecision['decision'];
  /** Attempts made so far; the policy's `retry.max` counts those after the first. */
  attempts: number;
  policy: FailedGatePolicy;
  /** Of the attempt that was judged. */
  tuning: Tuning;
}

/** The tuning of a stage's first attempt: as its settings say. */
export function firstTuning(replay: number): Tuning {
  return { learningRateFactor: 1, replay };
}

/** A rejected attempt is followed by a gentler one while the policy has retries left, then by what the policy says. A person may ask for one more than that. */
export function nextStep({ decision, attempts, policy, tuning }: NextStepRequest): NextStep {
  if (decision !== 'retry' && decision !== 'reject') return { do: decision };
  const mayRetry = decision === 'retry' || attempts <= policy.retry.max;
  return mayRetry ? { do: 'retry', tuning: gentler(tuning, policy) } : { do: policy.then };
}

/** A lower rate and more replay: the two means against forgetting that need no new data. */
function gentler({ learningRateFactor, replay }: Tuning, { retry }: FailedGatePolicy): Tuning {
  return {
    learningRateFactor: learningRateFactor * retry.learningRateFactor,
    replay: Math.min(1, Math.max(replay * retry.replayFactor, retry.minimumReplay)),
  };
}
