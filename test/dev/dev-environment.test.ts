import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, onTestFinished, test, vi } from 'vitest';
import { readDevConnection } from '../../src/dev/dev-connection.ts';
import { startDevEnvironment } from '../../src/dev/dev-environment.ts';
import type { DevEnvironment, DevEnvironmentOptions } from '../../src/dev/dev-environment.ts';
import { identifyProcess } from '../../src/trainer-process/process-identity.ts';
import { temporaryFolder } from './temporary-folder.ts';

async function start(options: Partial<DevEnvironmentOptions> = {}) {
  const environment = await startDevEnvironment({ root: temporaryFolder(), worker: false, ui: false, ...options });
  onTestFinished(() => environment.stop());
  return environment;
}

const standIn = {
  command: process.execPath,
  args: [fileURLToPath(new URL('stand-in-worker.ts', import.meta.url))],
};

/** Works with nothing but the variables that a worker gets. */
async function useServers({ env }: DevEnvironment, workflowId: string) {
  const connection = await Connection.connect({ address: env['TEMPORAL_ADDRESS']! });
  const client = new Client({ connection, namespace: env['TEMPORAL_NAMESPACE']! });
  const s3 = new S3Client({
    endpoint: env['ANNEAL_S3_ENDPOINT']!,
    region: env['ANNEAL_S3_REGION']!,
    credentials: { accessKeyId: env['ANNEAL_S3_ACCESS_KEY_ID']!, secretAccessKey: env['ANNEAL_S3_SECRET_ACCESS_KEY']! },
    forcePathStyle: true,
  });
  const key = { Bucket: env['ANNEAL_S3_BUCKET']!, Key: 'which' };
  await client.workflow.start('wait', { taskQueue: 'nobody', workflowId });
  await s3.send(new PutObjectCommand({ ...key, Body: workflowId }));
  return {
    describe: (id: string) => client.workflow.getHandle(id).describe(),
    object: async () => (await s3.send(new GetObjectCommand(key))).Body?.transformToString(),
    close: async () => {
      s3.destroy();
      await connection.close();
    },
  };
}

test('two environments run side by side, each with runs and objects of its own', async () => {
  const environments = await Promise.all([start(), start()]);
  const [first, second] = await Promise.all(environments.map((environment, index) => useServers(environment, `run-${index}`)));
  expect(await first!.object()).toBe('run-0');
  expect(await second!.object()).toBe('run-1');
  await expect(first!.describe('run-1')).rejects.toMatchObject({ name: 'WorkflowNotFoundError' });
  await expect(second!.describe('run-0')).rejects.toMatchObject({ name: 'WorkflowNotFoundError' });
  await Promise.all([first!.close(), second!.close()]);
});

test('a second environment on one root is refused, naming the process that holds it', async () => {
  const first = await start();
  await expect(startDevEnvironment({ root: first.root, worker: false })).rejects.toMatchObject({
    name: 'AlreadyRunning',
    message: expect.stringContaining(`process ${process.pid}`),
  });
  expect(first.temporal.running && first.s3.running).toBe(true);
});

test('the connection can be read while the environment runs, by its owner only, and not after', async () => {
  const environment = await start();
  const connection = readDevConnection(environment.root);
  expect(connection).toMatchObject({
    owner: { pid: process.pid },
    temporal: { address: environment.temporal.address, pid: environment.temporal.pid },
    s3: { endpoint: environment.s3.endpoint, secretAccessKey: environment.s3.secretAccessKey, pid: environment.s3.pid },
    worker: null,
  });
  expect(statSync(join(environment.root, 'connection.json')).mode & 0o777).toBe(0o600);
  await Promise.all([environment.stop(), environment.stop()]);
  expect(readDevConnection(environment.root)).toBeNull();
  expect(identifyProcess(connection!.temporal.pid)).toBeNull();
  expect(identifyProcess(connection!.s3.pid)).toBeNull();
});

test('a server killed by somebody else comes back on its address, and the connection names its new process', async () => {
  const restarts: [string, number][] = [];
  const environment = await start({ onServerRestart: (name, pid) => restarts.push([name, pid]) });
  const { endpoint, pid } = environment.s3;
  process.kill(pid, 'SIGKILL');
  await vi.waitFor(() => expect(restarts).toEqual([['S3', environment.s3.pid]]), 30_000);
  expect(environment.s3.pid).not.toBe(pid);
  expect(readDevConnection(environment.root)?.s3).toMatchObject({ endpoint, pid: environment.s3.pid });
});

test('a worker killed by kill -9 is back within 2 s, and its pid stands in the connection', async () => {
  const starts: number[] = [];
  const environment = await start({ worker: true, workerCommand: standIn, onWorkerStart: (pid) => starts.push(pid) });
  for (const deaths of [1, 2]) {
    process.kill(environment.worker!.pid()!, 'SIGKILL');
    await vi.waitFor(() => expect(starts).toHaveLength(deaths + 1), { timeout: 2_000, interval: 20 });
    expect(environment.worker!.pid()).toBe(starts.at(-1));
    expect(readDevConnection(environment.root)?.worker).toEqual({ pid: starts.at(-1) });
  }
});

test('a server that cannot start takes the other one with it and leaves the root free', async () => {
  const root = temporaryFolder();
  await expect(startDevEnvironment({ root, worker: false, temporalExecutable: '/nowhere/temporal' })).rejects.toMatchObject({
    name: 'TemporalUnavailable',
  });
  const recorded = JSON.parse(readFileSync(join(root, 's3', 'server-process.json'), 'utf8')) as { pid: number };
  expect(identifyProcess(recorded.pid)).toBeNull();
  await start({ root });
});
