import type { GateResult } from '../contracts/gate.ts';
import type { StageDecision } from '../contracts/run.ts';
import type { FailedGatePolicy } from '../contracts/spec.ts';

/** What a run does after the gates of an attempt at a stage. */
export type NextStep =
  | { do: 'accept' }
  /** Train the stage again with gentler settings. `learningRateFactor` is of the stage's own rate, not of the last attempt's. */
  | { do: 'retry'; attempt: number; learningRateFactor: number; replay: number }
  /** Go on with the next stage from the last accepted model. */
  | { do: 'rollback' }
  /** End the run here; the last accepted model is what it gives. */
  | { do: 'stop' }
  /** Wait for a person. */
  | { do: 'ask' };

export interface NextStepRequest {
  gates: readonly GateResult[];
  /** The attempt that the gates judged; 1 = first. */
  attempt: number;
  policy: FailedGatePolicy;
  /** Replay of the attempt that the gates judged. */
  replay: number;
  /** What a person decided, where one was asked. */
  decision?: StageDecision['decision'];
}

/**
 * A person's decision comes first. Else a rejected gate means another attempt while the policy has retries left, then
 * what the policy says; a gate that asks or could not be decided waits for a person; else the stage is accepted.
 */
export function nextStep({ gates, attempt, policy, replay, decision }: NextStepRequest): NextStep {
  if (decision !== undefined) return decision === 'retry' ? gentlerAttempt(attempt, policy, replay) : { do: decision };
  const decisions = gates.map((gate) => gate.decision);
  if (decisions.includes('reject')) return attempt <= policy.retry.max ? gentlerAttempt(attempt, policy, replay) : { do: policy.then };
  return decisions.includes('ask') ? { do: 'ask' } : { do: 'accept' };
}

/** Lower rate and more replay with every attempt: the two means against forgetting that cost no data. */
function gentlerAttempt(attempt: number, { retry }: FailedGatePolicy, replay: number): NextStep {
  return {
    do: 'retry',
    attempt: attempt + 1,
    learningRateFactor: retry.learningRateFactor ** attempt,
    replay: Math.min(1, Math.max(replay * retry.replayFactor, retry.minimumReplay)),
  };
}
