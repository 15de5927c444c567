import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { AnnealFailure } from '../../src/contracts/failure.ts';
import { identifyProcess } from '../../src/trainer-process/process-identity.ts';
import { superviseWorker } from '../../src/dev/supervisor.ts';
import type { SupervisedWorker } from '../../src/dev/supervisor.ts';
import { temporaryFolder } from './temporary-folder.ts';

async function supervise(script: string, options: Partial<SupervisedWorker> = {}) {
  const logFile = join(temporaryFolder(), 'worker.log');
  const starts: number[] = [];
  const supervisor = await superviseWorker({
    command: '/bin/sh',
    args: ['-c', script],
    env: { PATH: '/usr/bin:/bin' },
    logFile,
    onStart: (pid) => starts.push(pid),
    ...options,
  });
  onTestFinished(() => supervisor.stop());
  return { supervisor, starts, logFile };
}

const startsReach = (starts: number[], count: number) =>
  vi.waitFor(() => expect(starts).toHaveLength(count), { timeout: 2_000, interval: 20 });

test('a worker that ends by itself is started again within 2 s', async () => {
  const ends: unknown[] = [];
  const { starts } = await supervise('sleep 0.2; exit 7', { onExit: (end) => ends.push(end) });
  await startsReach(starts, 2);
  expect(ends).toEqual([{ code: 7, signal: null }]);
});

test('kill() ends the worker as a crash would, and a new one follows', async () => {
  const ends: unknown[] = [];
  const { supervisor, starts } = await supervise('sleep 60', { onExit: (end) => ends.push(end) });
  await supervisor.kill();
  expect(supervisor.pid()).toBeNull();
  await startsReach(starts, 2);
  expect(ends).toEqual([{ code: null, signal: 9 }]);
});

test('a worker that was killed often is not given up: only its own failures count', async () => {
  const onGiveUp = vi.fn<(failure: AnnealFailure) => void>();
  const { supervisor, starts } = await supervise('sleep 60', { onGiveUp });
  for (let deaths = 1; deaths <= 6; deaths++) {
    await supervisor.kill();
    await startsReach(starts, deaths + 1);
  }
  expect(onGiveUp).not.toHaveBeenCalled();
});

test('a worker that fails five times in a row is given up with the end of its log', async () => {
  const failure = await new Promise<AnnealFailure>((resolve, reject) => {
    supervise('echo "no such module" >&2; exit 1', { onGiveUp: resolve }).catch(reject);
  });
  expect(failure.name).toBe('WorkerFailed');
  expect(failure.message).toMatch(/failed 5 times[^]*exit code 1[^]*worker\.log[^]*no such module/);
});

test('stop() lets the worker finish what it does at SIGTERM, and starts none after it', async () => {
  const { supervisor, starts, logFile } = await supervise(
    'trap "sleep 0.5; echo saved; exit 0" TERM; echo ready; while :; do sleep 0.1; done',
  );
  await vi.waitFor(() => expect(readFileSync(logFile, 'utf8')).toContain('ready'));
  await supervisor.stop();
  expect(readFileSync(logFile, 'utf8')).toContain('saved');
  expect(identifyProcess(starts[0]!)).toBeNull();
  expect(supervisor.pid()).toBeNull();
  expect(starts).toHaveLength(1);
});

test('a worker that ignores SIGTERM is killed after its grace', async () => {
  const { supervisor, starts, logFile } = await supervise('trap "" TERM; echo ready; while :; do sleep 0.1; done', { graceMs: 500 });
  await vi.waitFor(() => expect(readFileSync(logFile, 'utf8')).toContain('ready'));
  await supervisor.stop();
  expect(identifyProcess(starts[0]!)).toBeNull();
});
