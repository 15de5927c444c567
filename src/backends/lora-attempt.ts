import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AnnealFailure } from '../contracts/failure.ts';
import type { TrainResult } from '../contracts/train-result.ts';
import type { Progress, StageTraining } from '../contracts/training.ts';
import type { TrainerSession } from '../trainer-process/trainer-session.ts';
import { readAttempts, writeAttempt } from './attempt-records.ts';
import type { AttemptRecord } from './attempt-records.ts';
import type { AttemptStart } from './attempt-start.ts';
import type { BackendTraining } from './backend.ts';
import { createCheckpointUploads } from './checkpoint-uploads.ts';
import { followTrainer } from './follow-trainer.ts';
import type { LoraDependencies } from './lora-dependencies.ts';
import { storeLog, storeTensorBoard } from './run-logs.ts';
import type { ScratchArea } from './scratch-folders.ts';
import { storeTraining } from './stage-training.ts';

/** How often the attempt's record follows the training, in heartbeats. */
const beatsPerRecord = 3;

/** One attempt at a training, from the request to the trainer until everything of worth is in the store. */
export interface LoraAttempt {
  train(session: TrainerSession): Promise<TrainResult>;
  /** What came of it. @throws the signal's reason or TrainerInterrupted when training was stopped before its end. */
  conclude(result: TrainResult): Promise<StageTraining>;
  /** Saves what can be saved after a failure, and gives the failure to report. */
  fail(error: unknown): Promise<unknown>;
  /** Logs to the store, scratch away. Never throws. */
  leave(): Promise<void>;
}

export function createLoraAttempt(
  dependencies: LoraDependencies,
  area: ScratchArea,
  training: BackendTraining,
  start: AttemptStart,
  progress: Progress,
): LoraAttempt {
  const { store, blobs, checkpoints, pool } = dependencies;
  const { place, job, timing, signal } = training;
  const parent = start.found?.manifestKey ?? null;
  const name = `${start.record.number}-${randomUUID().slice(0, 8)}`;
  const begun = performance.now();
  const log = { position: pool.log.position(), since: (from: number, bytes: number) => pool.log.since(from, bytes) };
  let latest = progress;
  let outcome: AttemptRecord['outcome'] = 'running';
  let seconds: number | null = null;

  const tell = (change: Partial<Progress>) =>
    training.onProgress((latest = { ...latest, ...change, checkpoint: uploads.newest()?.step ?? latest.checkpoint }));
  const followed = followTrainer(
    progress,
    (next) => tell(next),
    (checkpoint) => uploads.offer(checkpoint),
  );
  const current = (): AttemptRecord => ({
    ...start.record,
    outcome,
    step: Math.max(start.record.step, followed.step()),
    seconds: seconds ?? (performance.now() - begun) / 1000,
    warnings: [...start.record.warnings, ...followed.warnings],
  });
  let writing: Promise<void> = Promise.resolve();
  const writeRecord = () => (writing = writing.catch(() => {}).then(() => writeAttempt(store, place, current())));
  const uploads = createCheckpointUploads(
    (folder) => checkpoints.publishCheckpoint({ trainKey: place, attempt: name, folder, parent }),
    async () => {
      tell({});
      await writeRecord();
    },
  );
  const recordTimer = setInterval(() => void writeRecord().catch(() => {}), timing.heartbeatSeconds * beatsPerRecord * 1000);
  const end = (how: AttemptRecord['outcome']) => {
    clearInterval(recordTimer);
    outcome = how;
  };
  const attempt = { runId: training.runId, job, number: start.record.number };

  return {
    train: async (session) => {
      const stall = { startSeconds: timing.startStallSeconds, seconds: timing.stallSeconds };
      try {
        return await session.request(start.operation, { signal, stall, onAnswer: (answer) => followed.onAnswer(answer) });
      } finally {
        seconds = (performance.now() - begun) / 1000;
      }
    },
    conclude: async (result) => {
      tell({ doing: 'uploading' });
      await uploads.finish();
      if (result.interrupted) {
        signal.throwIfAborted();
        throw new AnnealFailure(
          'TrainerInterrupted',
          `The trainer was told to end from outside and stopped after step ${result.steps}. Training goes on from there.`,
        );
      }
      const checkpoint = uploads.newest() ?? (start.found && { key: start.found.manifestKey, step: start.found.step });
      if (!checkpoint)
        throw new AnnealFailure('TrainerFailed', 'The trainer finished without a checkpoint. Use worker and trainer of one version.');
      end('finished');
      await writeRecord();
      const records = (await readAttempts(store, place)).filter((record) => record.number < start.record.number);
      return storeTraining(blobs, job.trainKey, result, checkpoint, [...records, current()]);
    },
    fail: async (error) => {
      end(signal.aborted ? 'cancelled' : isOutOfMemory(error) ? 'out-of-memory' : 'failed');
      tell({ doing: 'uploading' });
      await uploads.finish().catch(() => {}); // its folder stays here for the next attempt
      await writeRecord().catch(() => {});
      if (signal.aborted) return signal.reason as unknown;
      return isOutOfMemory(error) ? retryableMemoryFailure(error) : error;
    },
    leave: async () => {
      clearInterval(recordTimer);
      await storeLog(store, attempt, log).catch(() => {});
      await storeTensorBoard(store, attempt, join(start.scratch, 'work', 'logs')).catch(() => {});
      if (uploads.safe()) await rm(start.scratch, { recursive: true, force: true }).catch(() => {});
      area.active.delete(start.scratch);
    },
  };
}

function isOutOfMemory(error: unknown): error is AnnealFailure {
  return error instanceof AnnealFailure && (error.name === 'OutOfMemory' || error.details['outOfMemory'] === true);
}

/** Not the end yet: the next attempt tries again, and from the second time on with fewer rows a forward pass. */
function retryableMemoryFailure(error: AnnealFailure): AnnealFailure {
  if (error.name !== 'OutOfMemory') return error;
  return new AnnealFailure(
    'TrainerFailed',
    `${error.message} It is tried again; after the second time with half as many rows a forward pass.`,
    { cause: error, details: { ...error.details, outOfMemory: true } },
  );
}
