/** A training of the tiny model that takes seconds, on the real trainer and a store in a folder. */
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createTrainActivities } from '../../src/activities/training.ts';
import { createLoraBackend } from '../../src/backends/lora.ts';
import type { TrainActivities } from '../../src/contracts/activities.ts';
import type { BaseModelRef } from '../../src/contracts/model.ts';
import { TimingSpec } from '../../src/contracts/spec.ts';
import type { TrainingJob } from '../../src/contracts/training.ts';
import type { Compute } from '../../src/contracts/compute.ts';
import { hashOf } from '../../src/data/canonical-json.ts';
import { createModelFiles } from '../../src/model-files/model-files.ts';
import { createBlobs } from '../../src/storage/blobs.ts';
import { createCheckpoints } from '../../src/storage/checkpoints.ts';
import { createFolderObjectStore } from '../../src/storage/folder-object-store.ts';
import type { ObjectStore } from '../../src/storage/object-store.ts';
import { createReader } from '../../src/storage/s3-reader.ts';
import { createStepResults } from '../../src/storage/step-results.ts';
import { createTrainerPool } from '../../src/trainer-process/trainer-pool.ts';

export const python = fileURLToPath(new URL('../../.anneal/venv/bin/python', import.meta.url));
export const trainerFolder = fileURLToPath(new URL('../../trainer', import.meta.url));
export const compute: Compute = { device: 'cpu', dtype: 'float32', threads: 1 };

/** A worker's training side on a machine of its own, sharing the store. */
export function makeWorker(store: ObjectStore, home: string, folders: { trainer?: string; modelRoots?: string[] } = {}) {
  const blobs = createBlobs(store);
  const checkpoints = createCheckpoints(store, blobs);
  const environment = { PATH: process.env['PATH'], ANNEAL_S3_SECRET_ACCESS_KEY: 'planted-secret' };
  const pool = createTrainerPool({ python, trainerFolder: folders.trainer ?? trainerFolder, home, environment, threads: 1 });
  const modelFiles = createModelFiles({ home, blobs, reader: createReader(() => store), modelRoots: folders.modelRoots ?? [] });
  const backend = createLoraBackend({ pool, modelFiles, store, blobs, checkpoints, home });
  const activities: TrainActivities = createTrainActivities({
    pool,
    modelFiles,
    steps: createStepResults(store, blobs),
    backend,
    defaultBaseModel: 'tiny-random',
  });
  return { store, home, blobs, checkpoints, pool, modelFiles, backend, activities };
}
export type Worker = ReturnType<typeof makeWorker>;

export function makeTemporaryFolder(): { folder: string; remove: () => Promise<void> } {
  const folder = mkdtempSync(join(tmpdir(), 'anneal-training-'));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

export const makeStore = (folder: string): ObjectStore => createFolderObjectStore(join(folder, 'store'));

const cities = ['Oslo', 'Rome', 'Lima', 'Cairo', 'Delhi', 'Paris', 'Quito', 'Seoul'];

/** `rows` questions whose answer is a word of theirs. */
async function putRows({ blobs }: Worker, rows: number, seed: number) {
  return blobs.putLines(
    Array.from({ length: rows }, (_, index) => {
      const city = cities[(index * 3 + seed) % cities.length] ?? 'Oslo';
      return {
        id: `${seed}-${index}`,
        messages: [
          { role: 'user', content: `Which city is ${city} number ${index}?` },
          { role: 'assistant', content: city },
        ],
      };
    }),
  );
}

/** About 40 ms an update on a calm core. */
export async function makeJob(worker: Worker, base: BaseModelRef, { updates = 30, seed = 1, rows = 16 } = {}): Promise<TrainingJob> {
  const settings: TrainingJob['settings'] = {
    seed,
    epochs: (updates * 4) / rows,
    learningRate: 1e-2,
    effectiveBatchSize: 4,
    maxTokens: 256,
    warmupShare: 0.03,
    weightDecay: 0.01,
    maxGradNorm: 1,
    evaluationsPerEpoch: 1,
    earlyStoppingPatience: 1000,
    format: 'chat',
    dtype: 'float32',
    gradientCheckpointing: false,
    quantization: 'none',
    lora: { r: 4, alpha: 8, dropout: 0.1, targetModules: ['q_proj', 'v_proj'] },
  };
  const [train, validation] = [await putRows(worker, rows, seed), await putRows(worker, 4, seed + 1)];
  const trainKey = hashOf({ base: base.hash, train, validation, settings });
  return {
    trainKey,
    stage: 'cities',
    attempt: 1,
    start: { base, adapter: null },
    train,
    validation,
    replayedRows: 0,
    updates,
    settings,
    microBatchSize: 2,
  };
}

export const quickTiming = TimingSpec.parse({ heartbeatSeconds: 0.2, checkpointSeconds: 0.5, startStallSeconds: 120 });
