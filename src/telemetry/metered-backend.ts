import type { Backend, BackendTraining } from '../backends/backend.ts';
import type { Progress } from '../contracts/training.ts';
import type { Log } from './log-line.ts';
import type { Meters } from './meters.ts';

/**
 * The same backend; its trainings are counted, and their milestones told. `currentLog` is asked when a training begins: what
 * a trainer says later arrives outside of the activity that it belongs to.
 */
export function meteredBackend(backend: Backend, meters: Meters, currentLog: () => Log): Backend {
  return {
    train: async (training) => {
      const followed = followTraining(training, meters, currentLog());
      try {
        const trained = await backend.train({
          ...training,
          onProgress: (progress) => {
            followed.moved(progress);
            training.onProgress(progress);
          },
        });
        meters.add('anneal_train_tokens_total', trained.trainTokens, {});
        meters.add('anneal_train_lost_steps_total', trained.lostSteps, {});
        followed.ended('finished');
        return trained;
      } catch (error) {
        followed.ended(training.signal.aborted ? 'stopped' : 'failed');
        throw error;
      }
    },
  };
}

interface FollowedTraining {
  moved(progress: Progress): void;
  ended(outcome: 'finished' | 'stopped' | 'failed'): void;
}

function followTraining({ job }: Pick<BackendTraining, 'job'>, meters: Meters, log: Log): FollowedTraining {
  let begun: number | null = null;
  let trains = false;
  let latest: Progress | null = null;

  const begin = () => {
    begun = performance.now();
    meters.set('anneal_train_active', 1, {});
  };
  const train = ({ step, totalSteps }: Progress) => {
    trains = true;
    log.info(step > 0 ? 'training goes on' : 'training begins', { step, totalSteps, rows: job.train.rows });
  };
  return {
    moved: (progress) => {
      const { doing, step, checkpoint, tokensPerSecond } = progress;
      if (begun === null && doing !== 'waiting for the device') begin();
      if (!trains && doing === 'training') train(latest ?? progress);
      const made = trains ? step - (latest?.step ?? step) : 0; // before, steps are those of earlier attempts
      if (made > 0) meters.add('anneal_train_steps_total', made, {});
      if (checkpoint !== null && checkpoint !== latest?.checkpoint && trains) log.info('checkpoint is in the store', { step: checkpoint });
      meters.set('anneal_train_tokens_per_second', doing === 'training' ? (tokensPerSecond ?? 0) : 0, {});
      latest = progress;
    },
    ended: (outcome) => {
      meters.set('anneal_train_active', 0, {});
      meters.set('anneal_train_tokens_per_second', 0, {});
      const seconds = begun === null ? 0 : (performance.now() - begun) / 1000;
      if (begun !== null) meters.record('anneal_train_seconds', seconds, { outcome });
      log.info(`training ${outcome}`, {
        step: latest?.step,
        totalSteps: latest?.totalSteps,
        loss: latest?.loss,
        seconds: Math.round(seconds),
      });
    },
  };
}
