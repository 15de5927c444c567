import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ProgressiveSpecInput } from '../../src/contracts/spec.ts';
import { CheckpointManifest, stepOfManifestKey } from '../../src/storage/checkpoint-manifest.ts';
import { type Installation, startInstallation } from './installation.ts';
import { isGone, keysBelow, lastBytes, lastCheckpoint, midTraining, runIs } from './moments.ts';
import { longTraining, oneStage } from './quick-spec.ts';
import { startWorkerProcess, type WorkerProcess } from './worker-process.ts';

let installation: Installation;
let spec: ProgressiveSpecInput;
let other: WorkerProcess | null = null;
beforeAll(async () => {
  installation = await startInstallation();
  spec = {
    ...(await oneStage(installation, 'kept')),
    training: longTraining,
    compute: { dtype: 'float32', threads: 1 },
  };
}, 240_000);
afterAll(async () => {
  await other?.stop();
  await installation.stop();
});

async function manifests(): Promise<string[]> {
  const keys = (await keysBelow(installation, 'training/')).filter((key) => stepOfManifestKey(key) !== null);
  return keys.toSorted((a, b) => stepOfManifestKey(b)! - stepOfManifestKey(a)!);
}

/** Puts other bytes where the optimizer of a checkpoint lies. */
async function spoil(manifestKey: string, change: (bytes: Buffer) => Buffer): Promise<void> {
  const { store } = installation;
  const { files } = CheckpointManifest.parse(JSON.parse((await store.get(manifestKey))!.toString('utf8')));
  const { key } = files['optimizer.pt']!;
  await store.put(key, change((await store.get(key))!));
}

describe('checkpoints in the store', { timeout: 600_000 }, () => {
  test('a truncated and an altered one are passed by: training goes on from the one before, and the run says so', async () => {
    const { anneal, store } = installation;
    await anneal.start(spec, { runKey: 'cut-off' });
    await runIs(installation, 'cut-off', 'has three checkpoints', ({ activities }) =>
      activities.some(({ progress }) => (progress?.checkpoint ?? 0) > 0),
    );
    while ((await manifests()).length < 3) await midTraining(installation, 'cut-off');
    await anneal.cancel('cut-off');
    await expect(anneal.wait('cut-off')).rejects.toMatchObject({ end: 'cancelled' });
    const [newest, second, third] = await manifests();
    await spoil(newest!, (bytes) => bytes.subarray(0, Math.floor(bytes.length / 2)));
    await spoil(second!, (bytes) => {
      bytes[Math.floor(bytes.length / 2)]! ^= 1;
      return bytes;
    });

    await anneal.start(spec, { runKey: 'gone-on' });
    expect(await anneal.wait('gone-on')).toMatchObject({ outcome: 'completed' });
    const report = await anneal.report('gone-on');
    const { training } = report.stages[0]!.attempts[0]!;
    const resumed = stepOfManifestKey(third!)!;
    for (const spoilt of [newest!, second!]) {
      const said = training.warnings.find((warning) => warning.startsWith(`Checkpoint ${stepOfManifestKey(spoilt)} failed verification`));
      expect(said).toContain(`resumed from ${resumed}`);
      expect(report.warnings.join('\n')).toContain(said);
    }
    const [, again] = await Promise.all(
      (await keysBelow(installation, `training/${training.trainKey}/attempts/`)).map((key) => store.get(key)),
    );
    expect(JSON.parse(again!.toString('utf8'))).toMatchObject({ resumedFrom: resumed, outcome: 'finished' });
    expect(training.bitExact).toBe(true);
  });

  test('an attempt whose worker only slept never writes where the next one trains, and the bytes are those of one training', async () => {
    const { anneal, environment } = installation;
    await anneal.start({ ...spec, fresh: true }, { runKey: 'fenced' });
    const { trainerPid } = await midTraining(installation, 'fenced');
    const sleeper = environment.worker!.pid()!;
    process.kill(sleeper, 'SIGSTOP');
    try {
      other = await startWorkerProcess(installation, 'other');
      await runIs(installation, 'fenced', 'is trained by the other worker', ({ activities }) =>
        activities.some(({ progress }) => progress !== null && progress.trainerPid !== null && progress.trainerPid !== trainerPid),
      );
    } finally {
      process.kill(sleeper, 'SIGCONT');
    }
    expect(await anneal.wait('fenced')).toMatchObject({ outcome: 'completed' });
    await isGone(trainerPid!);
    const { training } = (await anneal.report('fenced')).stages[0]!.attempts[0]!;
    const { attempt } = await lastCheckpoint(installation, 'fenced');
    expect(attempt).toMatch(/^2-/);
    const place = training.checkpoint.manifest.split('/checkpoints/')[0]!;
    for (const key of (await keysBelow(installation, `${place}/checkpoints/`)).filter((name) => stepOfManifestKey(name) !== null)) {
      const manifest = CheckpointManifest.parse(JSON.parse((await installation.store.get(key))!.toString('utf8')));
      expect(key).toContain(`-${manifest.attempt}/`);
    }
    expect(await lastBytes(installation, 'fenced')).toEqual(await lastBytes(installation, 'gone-on'));
  });
});
