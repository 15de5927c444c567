import { readFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Installation, startInstallation } from './installation.ts';
import { isGone, midTraining } from './moments.ts';
import { longTraining, oneStage } from './quick-spec.ts';
import { startWorkerProcess, trainersOf, type WorkerProcess } from './worker-process.ts';

const planted = `planted-${randomUUID()}`;
let installation: Installation;
const workers: WorkerProcess[] = [];
beforeAll(async () => {
  installation = await startInstallation({ worker: false });
}, 240_000);
afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.stop()));
  await installation.stop();
});

test(
  'SIGTERM of a worker hands its training over to another without losing a step, and its trainer never saw a credential',
  { timeout: 600_000 },
  async () => {
    const { anneal, environment } = installation;
    workers.push(await startWorkerProcess(installation, 'first', { COMPANY_API_TOKEN: planted }));
    workers.push(await startWorkerProcess(installation, 'second', { COMPANY_API_TOKEN: planted }));
    const spec = { ...(await oneStage(installation, 'handed')), training: longTraining };
    await anneal.start(spec, { runKey: 'handed' });
    const { trainerPid, step } = await midTraining(installation, 'handed');
    const training = await Promise.all(workers.map(async (worker) => (await trainersOf(worker.pid)).includes(trainerPid!)));
    expect(training.filter(Boolean)).toEqual([true]);

    const seen = readFileSync(`/proc/${trainerPid}/environ`, 'utf8');
    expect(seen).toContain('PYTHONUNBUFFERED=1');
    for (const secret of [planted, environment.s3.secretAccessKey, environment.s3.accessKeyId, 'ANNEAL_S3', 'TEMPORAL_']) {
      expect(seen).not.toContain(secret);
    }

    expect(await workers[training.indexOf(true)]!.stop()).toBe(0);
    await isGone(trainerPid!);

    expect(await anneal.wait('handed')).toMatchObject({ outcome: 'completed' });
    const [attempt] = (await anneal.report('handed')).stages[0]!.attempts;
    expect(attempt!.training).toMatchObject({ lostSteps: 0, interruptions: 1, bitExact: true });
    expect(attempt!.training.steps).toBeGreaterThan(step);
  },
);
