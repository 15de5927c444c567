import {
  CancellationScope,
  condition,
  isCancellation,
  log,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import { defineSearchAttributeKey } from '@temporalio/common';
import type { Plan } from '../contracts/plan.ts';
import type { RunProgress, RunStatus, StageDecision, StageOutcome } from '../contracts/run.ts';
import { searchAttributes, type SearchAttributeName } from '../contracts/search-attributes.ts';
import { runCard, type RunCard } from '../policy/run-card.ts';
import { registerDecisions, type Decisions } from './decisions.ts';
import { progressQuery } from './messages.ts';
import { countStage } from './metrics.ts';

type StageState = RunProgress['stages'][number]['state'];

/** What people see of a run and how they hold, resume and decide it: query, updates, search attributes and the live card. */
export interface RunTracker {
  /** Seconds by what was done. */
  readonly goodput: Map<string, number>;
  /** How often a trained model was scored on the test rows of a stage. */
  readonly testLooks: Map<string, number>;
  available(names: SearchAttributeName[]): void;
  planned(plan: Plan): void;
  prepared(rows: RunCard['rows']): void;
  status(status: RunStatus, stage?: string | null): void;
  stage(name: string, state: StageState, note: string): void;
  outcome(outcome: StageOutcome, score: number | null): void;
  note(text: string): void;
  /** Runs a step under its name in the time account. */
  measure<T>(what: string, step: () => Promise<T>): Promise<T>;
  /** The same for work that a pause may cut off: it is cancelled (and so saved), and started again after `resume`. */
  interruptible<T>(what: string, step: () => Promise<T>): Promise<T>;
  /** Waits for a person's decision about the stage. */
  decision(stage: string): Promise<StageDecision['decision']>;
}

/** Sets every handler; call before the first await. */
export function trackRun(stages: string[]): RunTracker {
  const card: RunCard = {
    progress: {
      status: 'planning',
      stage: null,
      stages: stages.map((name) => ({ name, state: 'waiting', note: '' })),
      paused: false,
      waitingFor: null,
      planHash: null,
    },
    model: null,
    baseModel: null,
    rows: [],
    outcomes: [],
    notes: [],
  };
  const { progress } = card;
  const goodput = new Map<string, number>();
  const testLooks = new Map<string, number>();
  let registered: SearchAttributeName[] = [];

  const publish = () => setCurrentDetails(runCard(card));
  const decisions = registerDecisions(progress, () => {
    attribute('AnnealStatus', progress.paused ? 'paused' : progress.status);
    publish();
  });
  setHandler(progressQuery, () => ({ ...progress, card: runCard(card) }), { description: 'Where the run is, stage by stage' });

  const attribute = (name: SearchAttributeName, value: string | number) => {
    if (!registered.includes(name)) return;
    upsertSearchAttributes([{ key: defineSearchAttributeKey(name, searchAttributes[name]), value } as never]);
  };

  const measure = async <T>(what: string, step: () => Promise<T>): Promise<T> => {
    const began = Date.now();
    try {
      return await step();
    } finally {
      goodput.set(what, (goodput.get(what) ?? 0) + (Date.now() - began) / 1000);
    }
  };

  return {
    goodput,
    testLooks,
    measure,
    available: (names) => {
      registered = names;
      attribute('AnnealStatus', progress.status);
    },
    planned: (plan) => {
      Object.assign(progress, { planHash: plan.hash });
      Object.assign(card, { model: plan.name, baseModel: plan.baseModel.name });
      attribute('AnnealModel', plan.name);
      attribute('AnnealBackend', plan.backend);
      publish();
    },
    prepared: (rows) => {
      card.rows = rows;
      publish();
    },
    status: (status, stage = null) => {
      Object.assign(progress, { status, stage });
      log.info(`run status: ${status}`, { stage });
      attribute('AnnealStatus', status);
      if (stage !== null) attribute('AnnealStage', stage);
      publish();
    },
    stage: (name, state, note) => {
      Object.assign(progress.stages.find((stage) => stage.name === name) ?? {}, { state, note });
      publish();
    },
    outcome: (outcome, score) => {
      card.outcomes.push(outcome);
      countStage(outcome);
      if (score !== null) attribute('AnnealScore', score);
      publish();
    },
    note: (text) => {
      card.notes.push(text);
      publish();
    },
    interruptible: (what, step) => interruptible(decisions, measure, what, step),
    decision: (stage) => measure('waiting for a decision', () => decisions.awaited(stage)),
  };
}

/** Cancels the step when the run is paused and starts it again afterwards. The step must be safe to repeat. */
async function interruptible<T>(decisions: Decisions, measure: RunTracker['measure'], what: string, step: () => Promise<T>): Promise<T> {
  for (;;) {
    if (decisions.paused()) await measure('paused', () => condition(() => !decisions.paused()));
    const scope = new CancellationScope();
    decisions.onPause(() => scope.cancel());
    try {
      return await measure(what, () => scope.run(step));
    } catch (error) {
      const pausedOnly = isCancellation(error) && scope.consideredCancelled && !CancellationScope.current().consideredCancelled;
      if (!pausedOnly) throw error;
    }
  }
}
