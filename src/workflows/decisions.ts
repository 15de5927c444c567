import { condition, setHandler } from '@temporalio/workflow';
import type { RunProgress, StageDecision } from '../contracts/run.ts';
import { StageDecision as StageDecisionSchema } from '../contracts/run.ts';
import { decideStageUpdate, pauseUpdate, resumeUpdate } from './messages.ts';

/** What people have told the run. */
export interface Decisions {
  paused(): boolean;
  /** Called when the run is paused; replaces the one before. */
  onPause(action: () => void): void;
  awaited(stage: string): Promise<StageDecision['decision']>;
}

/**
 * Handlers of the updates, with validators: a decision that does not fit the moment is refused and leaves no trace.
 * `changed` is called whenever `progress` has changed.
 */
export function registerDecisions(progress: Omit<RunProgress, 'card'>, changed: () => void): Decisions {
  let decided: StageDecision | null = null;
  let onPause = () => {};

  const hold = (paused: boolean) => {
    progress.paused = paused;
    changed();
    if (paused) onPause();
    return paused ? 'The run is held. A training saves a checkpoint first; update resume goes on from it.' : 'The run goes on.';
  };

  setHandler(pauseUpdate, () => hold(true), {
    description: 'Hold the run: a training saves a checkpoint and frees its device',
    validator: () => {
      if (progress.paused) throw new Error('The run is paused already; update resume lets it go on.');
    },
  });
  setHandler(resumeUpdate, () => hold(false), {
    description: 'Go on after pause, from the checkpoint',
    validator: () => {
      if (!progress.paused) throw new Error('The run is not paused; there is nothing to resume.');
    },
  });
  setHandler(
    decideStageUpdate,
    (decision) => {
      decided = decision;
      return `Stage ${decision.stage}: ${decision.decision}.`;
    },
    {
      description: 'Decide about the stage that the run waits for: {"stage": "…", "decision": "accept" | "rollback" | "retry" | "stop"}',
      validator: (input) => refuseUnfit(input, progress.waitingFor),
    },
  );

  return {
    paused: () => progress.paused,
    onPause: (action) => {
      onPause = action;
    },
    awaited: async (stage) => {
      decided = null;
      progress.waitingFor = stage;
      changed();
      await condition(() => decided !== null);
      progress.waitingFor = null;
      changed();
      return decided!.decision;
    },
  };
}

function refuseUnfit(input: unknown, waitingFor: string | null): void {
  const parsed = StageDecisionSchema.safeParse(input);
  if (!parsed.success) throw new Error('Expected {"stage": "<name>", "decision": "accept" | "rollback" | "retry" | "stop"}.');
  if (waitingFor === null) throw new Error('The run waits for no decision now.');
  if (parsed.data.stage !== waitingFor)
    throw new Error(`The run waits for a decision on stage "${waitingFor}", not on "${parsed.data.stage}".`);
}
