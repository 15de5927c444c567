import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createEvaluationActivities } from '../../src/activities/evaluation.ts';
import type { BaseModelRef } from '../../src/contracts/model.ts';
import { TimingSpec } from '../../src/contracts/spec.ts';
import { createStepResults } from '../../src/storage/step-results.ts';
import { startTinyMachine, type TinyMachine } from '../inference/tiny-model.ts';

export interface Evaluating extends AsyncDisposable {
  machine: TinyMachine;
  base: BaseModelRef;
  activities: ReturnType<typeof createEvaluationActivities>;
  /** How often a trainer was asked for. */
  loans: () => number;
}

/** The activities that ask models, on a machine with a tiny random one. */
export async function startEvaluating(): Promise<Evaluating> {
  const machine = startTinyMachine();
  const { blobs, modelFiles, pool, store, home } = machine;
  const base = await pool.withTrainer({}, async (session) => (await modelFiles.findBase('tiny-random', session)).baseModel);
  let loans = 0;
  const withTrainer: typeof pool.withTrainer = (options, body) => {
    loans++;
    return pool.withTrainer(options, body);
  };
  const stepResults = createStepResults(store, blobs);
  return {
    machine,
    base,
    activities: createEvaluationActivities({ blobs, modelFiles, stepResults, withTrainer, scratch: join(home, 'scratch') }),
    loans: () => loans,
    [Symbol.asyncDispose]: () => machine[Symbol.asyncDispose](),
  };
}

/** Request fields that every question to the tiny model has. */
export const askedOfTiny = (base: BaseModelRef) => ({
  title: 'base',
  model: { base, adapter: null },
  compute: { device: 'cpu' as const, dtype: 'float32' as const, threads: 1 },
  timing: TimingSpec.parse({ heartbeatSeconds: 0.05 }),
  seed: 1,
  fresh: false,
});

export const newEnvironment = () => new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') });
