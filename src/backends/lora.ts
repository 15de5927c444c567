import type { Progress } from '../contracts/training.ts';
import { prepareAttempt } from './attempt-start.ts';
import type { Backend, BackendTraining } from './backend.ts';
import { createLoraAttempt } from './lora-attempt.ts';
import type { LoraAttempt } from './lora-attempt.ts';
import type { LoraDependencies } from './lora-dependencies.ts';
import { namedDiskFull } from './scratch-folders.ts';
import type { ScratchArea } from './scratch-folders.ts';

/** Trains with the trainer process of this machine. One call is one attempt; whoever calls again goes on from its last checkpoint. */
export function createLoraBackend(dependencies: LoraDependencies): Backend {
  const { pool, home } = dependencies;
  const area: ScratchArea = { home, owners: pool, active: new Set() };
  return {
    train: async (training) => {
      const held: { attempt: LoraAttempt | null } = { attempt: null };
      let progress = firstProgress(training);
      const tell = (change: Partial<Progress>) => training.onProgress((progress = { ...progress, ...change }));
      try {
        const { signal } = training;
        const { attempt, done } = await pool.withTrainer(
          { signal, onWaiting: () => tell({ doing: 'waiting for the device' }) },
          async (session) => {
            tell({ doing: 'loading', trainerPid: session.pid });
            const start = await prepareAttempt(dependencies, area, training, session);
            tell({ step: start.record.resumedFrom, checkpoint: start.found?.step ?? null });
            const attempt = (held.attempt = createLoraAttempt(dependencies, area, training, start, progress));
            return { attempt, done: await attempt.train(session) };
          },
        );
        // Outside of the device lease: others may use it while the last checkpoint goes up.
        return await attempt.conclude(done);
      } catch (error) {
        const named = namedDiskFull(error, home);
        throw held.attempt === null ? named : await held.attempt.fail(named);
      } finally {
        await held.attempt?.leave();
      }
    },
  };
}

function firstProgress({ job }: BackendTraining): Progress {
  return {
    doing: 'loading',
    stage: job.stage,
    step: 0,
    totalSteps: job.updates,
    loss: null,
    tokensPerSecond: null,
    etaSeconds: null,
    checkpoint: null,
    trainerPid: null,
  };
}
