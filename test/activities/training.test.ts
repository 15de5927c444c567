import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ActivityCancellationDetails, CancelledFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TrainActivities } from '../../src/contracts/activities.ts';
import { Progress } from '../../src/contracts/training.ts';
import type { StageTraining, TrainingJob } from '../../src/contracts/training.ts';
import { compute, makeJob, makeStore, makeTemporaryFolder, makeWorker, quickTiming } from '../backends/tiny-training.ts';
import type { Worker } from '../backends/tiny-training.ts';

/** Dies in every training. */
const faultyTrainer = fileURLToPath(new URL('../trainer-process/faulty-trainer', import.meta.url));
const temporary = makeTemporaryFolder();
const store = makeStore(temporary.folder);
let worker: Worker;
let described: Awaited<ReturnType<TrainActivities['describeBaseModel']>>;

beforeAll(async () => {
  worker = makeWorker(store, join(temporary.folder, 'machine-1'));
  described = await describeBase(null);
});
afterAll(async () => {
  await worker.pool.stop();
  await temporary.remove();
});

const describeBase = (baseModel: string | null) =>
  runIn(new MockActivityEnvironment(), () =>
    worker.activities.describeBaseModel({ baseModel, compute: { dtype: 'auto', threads: 'auto' } }),
  );

/** The environment's own types lose the result's. */
const runIn = <Result>(environment: MockActivityEnvironment, activity: () => Promise<Result>) =>
  environment.run<[], Result, () => Promise<Result>>(activity);

interface Attempt {
  environment: MockActivityEnvironment;
  beats: Progress[];
  result: Promise<StageTraining>;
  reached(step: number): Promise<Progress>;
  checkpointed(): Promise<Progress>;
}

function attemptAt(job: TrainingJob, { on = worker, fresh = false, number = 1 } = {}): Attempt {
  const environment = new MockActivityEnvironment({ attempt: number });
  const beats: Progress[] = [];
  environment.on('heartbeat', (details: unknown) => details && beats.push(Progress.parse(details)));
  const result = runIn(environment, () => on.activities.trainStage({ runId: 'run-1', job, compute, timing: quickTiming, fresh }));
  result.catch(() => {});
  const until = async (isThere: (progress: Progress) => boolean) => {
    for (;;) {
      const found = beats.find(isThere);
      if (found) return found;
      await Promise.race([delay(20), result]);
    }
  };
  return {
    environment,
    beats,
    result,
    reached: (step) => until((beat) => beat.step >= step),
    checkpointed: () => until((beat) => (beat.checkpoint ?? 0) > 0),
  };
}

const bytesOf = async (training: StageTraining) =>
  Object.fromEntries(Object.entries(training.adapter).map(([name, ref]) => [name, ref.sha256]));

test('a base model is described with its hash and what the machine can do', () => {
  expect(described.baseModel).toMatchObject({
    name: 'tiny-random',
    source: { kind: 'tiny-random' },
    hash: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect(described.facts).toMatchObject({ hash: described.baseModel.hash, chatTemplate: true });
  expect(described.facts).not.toHaveProperty('folder');
  expect(described.compute.threads).toBeGreaterThan(0);
});

test('a base model that nobody knows is refused with what is allowed', async () => {
  await expect(describeBase('gpt-9')).rejects.toMatchObject({
    name: 'UnknownBaseModel',
    message: expect.stringMatching(/gpt-9.*smollm2-135m, tiny-random/s),
  });
});

describe('an undisturbed training', () => {
  let job: TrainingJob;
  let training: StageTraining;
  let attempt: Attempt;
  beforeAll(async () => {
    job = await makeJob(worker, described.baseModel, { updates: 60 });
    attempt = attemptAt(job);
    training = await attempt.result;
  });

  test('gives an adapter, a last checkpoint and curves, all in the store', async () => {
    expect(Object.keys(training.adapter).toSorted()).toEqual(['adapter_config.json', 'adapter_model.safetensors']);
    expect(training).toMatchObject({
      trainKey: job.trainKey,
      steps: 60,
      totalSteps: 60,
      checkpoint: { step: 60 },
      interruptions: 0,
      lostSteps: 0,
      bitExact: true,
      warnings: [],
    });
    expect(await store.head(training.checkpoint.manifest)).not.toBeNull();
    const curves = (await worker.blobs.readJson(training.curves)) as { train: { loss: number }[]; validation: unknown[] };
    expect(curves.validation.length).toBeGreaterThan(3);
    expect(curves.train.at(-1)!.loss).toBeLessThan(curves.train[0]!.loss);
  });

  test('beats while it works, and names the checkpoint that is safe', () => {
    const steps = attempt.beats.map((beat) => beat.step);
    expect(steps).toEqual(steps.toSorted((a, b) => a - b));
    expect(new Set(attempt.beats.map((beat) => beat.doing))).toContain('training');
    expect(attempt.beats.at(-1)).toMatchObject({ stage: 'cities', checkpoint: 60, totalSteps: 60 });
  });

  test('is not done again, but for a run that asks for it', async () => {
    const again = attemptAt(job);
    expect(await again.result).toEqual(training);
    const fresh = await attemptAt(job, { fresh: true }).result;
    expect(fresh).not.toEqual(training);
    expect(await bytesOf(fresh)).toEqual(await bytesOf(training));
  });

  test('leaves its log with the run, without the worker’s secret, and no scratch behind', async () => {
    const keys: string[] = [];
    for await (const { key } of store.list('runs/run-1/')) keys.push(key);
    expect(keys).toContain('runs/run-1/logs/cities-1-001.log');
    expect(keys.some((key) => key.startsWith('runs/run-1/tensorboard/cities-1/1/'))).toBe(true);
    for (const key of keys) expect((await store.get(key))?.toString('latin1')).not.toContain('planted-secret');
    const scratch = join(worker.home, 'scratch');
    expect(readdirSync(scratch).flatMap((place) => readdirSync(join(scratch, place)))).toEqual([]);
  });
});

describe('interrupted trainings', { timeout: 240_000 }, () => {
  test('a killed trainer fails the attempt; the next one resumes from the store and ends with the same bytes', async () => {
    const job = await makeJob(worker, described.baseModel, { updates: 600, seed: 5 });
    const first = attemptAt(job);
    const safe = await first.checkpointed();
    process.kill(worker.pool.pid()!, 'SIGKILL');
    await expect(first.result).rejects.toMatchObject({ name: 'TrainerFailed', message: expect.stringContaining('killed from outside') });

    const other = makeWorker(store, join(temporary.folder, 'machine-2'));
    try {
      const second = attemptAt(job, { on: other, number: 2 });
      const training = await second.result;
      expect(second.beats.find((beat) => beat.step > 0)!.step).toBeGreaterThanOrEqual(safe.checkpoint!);
      expect(training).toMatchObject({ steps: 600, interruptions: 1, bitExact: true });
      const undisturbed = await attemptAt(job, { on: other, fresh: true }).result;
      expect(await bytesOf(training)).toEqual(await bytesOf(undisturbed));
      expect(await checkpointFiles(training)).toEqual(await checkpointFiles(undisturbed));
    } finally {
      await other.pool.stop();
    }
  });

  test('a cancelled training saves its step and ends as cancelled; an altered checkpoint is passed by, and the result says so', async () => {
    const job = await makeJob(worker, described.baseModel, { updates: 500, seed: 6 });
    const first = attemptAt(job);
    await first.checkpointed();
    first.environment.cancel();
    await expect(first.result).rejects.toBeInstanceOf(CancelledFailure);
    expect(first.beats.at(-1)!.checkpoint).toBe(first.beats.at(-1)!.step);
    expect(worker.pool.pid()).toBeNull();

    const [earlier, newest] = (await manifests(job)).slice(-2);
    await store.put(newest!.key, '{"torn":');
    const training = await attemptAt(job, { number: 2 }).result;
    expect(training.warnings).toEqual([
      expect.stringMatching(new RegExp(`^Checkpoint ${newest!.step} failed verification: .*; resumed from ${earlier!.step}\\.$`)),
    ]);
    expect(training.lostSteps).toBe(newest!.step - earlier!.step);
  });

  test('a worker that shuts down hands over without losing a step', async () => {
    const job = await makeJob(worker, described.baseModel, { updates: 500, seed: 7 });
    const first = attemptAt(job);
    await first.reached(5);
    first.environment.cancel('WORKER_SHUTDOWN', ActivityCancellationDetails.fromProto({ isWorkerShutdown: true }));
    await expect(first.result).rejects.toMatchObject({ name: 'TrainerInterrupted' });
    const training = await attemptAt(job, { number: 2 }).result;
    expect(training).toMatchObject({ interruptions: 1, lostSteps: 0, steps: 500, bitExact: true });
  });

  test('a trainer that is told to end saves its step, and the attempt is repeated', async () => {
    const job = await makeJob(worker, described.baseModel, { updates: 500, seed: 8 });
    const first = attemptAt(job);
    await first.reached(5);
    process.kill(worker.pool.pid()!, 'SIGTERM');
    await expect(first.result).rejects.toMatchObject({ name: 'TrainerInterrupted' });
    expect(await attemptAt(job, { number: 2 }).result).toMatchObject({ lostSteps: 0, steps: 500 });
  });

  test('five attempts without a newer checkpoint end the training', async () => {
    const job = await makeJob(worker, described.baseModel, { seed: 10 });
    const hopeless = makeWorker(store, worker.home, { trainer: faultyTrainer });
    for (let number = 1; number <= 5; number++) {
      await expect(attemptAt(job, { on: hopeless, number }).result).rejects.toMatchObject({
        name: 'TrainerFailed',
        message: expect.stringContaining('exit code 9'),
      });
    }
    await expect(attemptAt(job, { on: hopeless, number: 6 }).result).rejects.toMatchObject({
      name: 'NoProgress',
      message: expect.stringContaining('5 attempts'),
    });
  });
});

async function manifests(job: TrainingJob): Promise<{ key: string; step: number }[]> {
  const found: { key: string; step: number }[] = [];
  for await (const { key } of store.list(`training/${job.trainKey}/checkpoints/`))
    found.push({ key, step: Number(/\/(\d+)-[^/]+\/manifest/.exec(key)?.[1]) });
  return found.toSorted((a, b) => a.step - b.step);
}

async function checkpointFiles(training: StageTraining): Promise<unknown> {
  const manifest = JSON.parse((await store.get(training.checkpoint.manifest))!.toString()) as { files: Record<string, { sha256: string }> };
  return ['adapter_model.safetensors', 'optimizer.pt', 'rng_state.pth'].map((name) => manifest.files[name]?.sha256);
}
