import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { Curves, StageTraining } from '../../src/contracts/training.ts';
import type { Progress, TrainingJob } from '../../src/contracts/training.ts';
import { compute, makeJob, makeStore, makeTemporaryFolder, makeWorker, quickTiming } from './tiny-training.ts';

const temporary = makeTemporaryFolder();
afterAll(() => temporary.remove());

/** Kills the worker's process when it has taken `step` steps and has a checkpoint in the store. */
async function killAt(step: number, args: string[]): Promise<{ step: number; checkpoint: number }> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('./doomed-worker.ts', import.meta.url)), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let last = { step: 0, checkpoint: 0 };
  for await (const line of createInterface({ input: child.stdout })) {
    const [seen = 0, checkpoint = 0] = line.split(' ').map(Number);
    last = { step: seen, checkpoint };
    if (seen >= step && checkpoint > 0 && seen > checkpoint) break;
  }
  child.kill('SIGKILL');
  await once(child, 'exit');
  return last;
}

test(
  'a worker killed by kill -9 loses no step on its own machine, and no point of the curves: its trainer saves, the next attempt takes that up',
  { timeout: 240_000 },
  async () => {
    const home = join(temporary.folder, 'home');
    const killed = await killAt(20, [temporary.folder, home, '3', '400']);
    const worker = makeWorker(makeStore(temporary.folder), home);
    try {
      const { baseModel } = await worker.pool.withTrainer({}, (session) => worker.modelFiles.findBase('tiny-random', session));
      const job = await makeJob(worker, baseModel, { seed: 3, updates: 400 });
      const beats: Progress[] = [];
      const { signal } = new AbortController();
      const training = await worker.backend.train({
        runId: 'run-1',
        place: job.trainKey,
        execution: 'killed/run/1',
        job,
        compute,
        timing: quickTiming,
        lastSeen: null,
        signal,
        onProgress: (progress) => beats.push(progress),
      });
      expect(beats.find((beat) => beat.checkpoint !== null)?.checkpoint).toBeGreaterThanOrEqual(killed.step);
      expect(training).toMatchObject({ steps: 400, interruptions: 1, lostSteps: 0, bitExact: true });
      const curves = Curves.parse(await worker.blobs.readJson(training.curves));
      expect(curves.train.map(({ step }) => step)).toEqual(Array.from({ length: 400 }, (_, index) => index + 1));
      expect(curves.validation.map(({ step }) => step)).toEqual(Array.from({ length: 100 }, (_, index) => 4 * (index + 1)));
    } finally {
      await worker.pool.stop();
    }
  },
);

test('rows of earlier stages reach the trainer, which tells what it held by them', { timeout: 240_000 }, async () => {
  const worker = makeWorker(makeStore(join(temporary.folder, 'held')), join(temporary.folder, 'held-home'));
  try {
    const { baseModel } = await worker.pool.withTrainer({}, (session) => worker.modelFiles.findBase('tiny-random', session));
    const job = await makeJob(worker, baseModel, { updates: 4 });
    const train = (changes: Partial<TrainingJob>, place: string) =>
      worker.backend.train({
        runId: 'run-1',
        place,
        execution: `${place}/run/1`,
        job: { ...job, trainKey: place, ...changes },
        compute,
        timing: quickTiming,
        lastSeen: null,
        signal: new AbortController().signal,
        onProgress: () => {},
      });
    const plain = await train({}, 'plain');
    const held = await train({ earlier: job.validation, settings: { ...job.settings, ewc: { strength: 10 } } }, 'held');
    expect(plain).not.toHaveProperty('ewc');
    expect(StageTraining.parse(held).ewc).toMatchObject({ rows: job.validation.rows, penalty: expect.any(Number) as number });
    expect(held.adapter).not.toEqual(plain.adapter);
    const { train: points } = Curves.parse(await worker.blobs.readJson(held.curves));
    expect(points.every(({ penalty }) => penalty !== undefined)).toBe(true);
  } finally {
    await worker.pool.stop();
  }
});
