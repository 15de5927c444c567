import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test, vi } from 'vitest';
import { readDevConnection } from '../../src/dev/dev-connection.ts';
import { startDevEnvironment } from '../../src/dev/dev-environment.ts';
import { identifyProcess } from '../../src/trainer-process/process-identity.ts';
import { temporaryFolder } from './temporary-folder.ts';

async function startOwner() {
  const folder = temporaryFolder();
  const root = join(folder, 'root');
  const notes = join(folder, 'notes.jsonl');
  const script = fileURLToPath(new URL('environment-owner.ts', import.meta.url));
  const owner = spawn(process.execPath, [script, root, notes], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void owner.kill('SIGKILL'));
  const died = once(owner, 'exit').then(([code]) => Promise.reject(new Error(`the owner ended with ${code} while starting`)));
  const [line] = (await Promise.race([once(owner.stdout, 'data'), died])) as [Buffer];
  died.catch(() => {}); // later it is meant to die
  const pids = JSON.parse(line.toString()) as number[];
  await vi.waitFor(() => expect(readFileSync(join(root, 'worker.log'), 'utf8')).toContain('ready'), 10_000);
  expect(pids).toHaveLength(3);
  expect(living(pids)).toEqual(pids);
  return { owner, root, notes, pids };
}

const living = (pids: number[]) => pids.filter((pid) => identifyProcess(pid) !== null);

test('when the owner is killed by kill -9, servers and worker are gone within seconds, and the next owner can start', async () => {
  const { owner, root, notes, pids } = await startOwner();
  expect(readDevConnection(root)?.owner.pid).toBe(owner.pid);
  owner.kill('SIGKILL');
  await vi.waitFor(() => expect(living(pids)).toEqual([]), { timeout: 12_000, interval: 100 });
  expect(readDevConnection(root)).toBeNull();
  expect(existsSync(notes)).toBe(true); // the worker was asked to end, not killed

  const next = await startDevEnvironment({ root, worker: false, ui: false });
  await next.stop();
});

test('the next owner may start in the very moment in which the first was killed', async () => {
  const { owner, root, pids } = await startOwner();
  owner.kill('SIGKILL');
  await once(owner, 'exit');
  const next = await startDevEnvironment({ root, worker: false, ui: false });
  expect(living(pids.slice(0, 2))).toEqual([]);
  expect(readDevConnection(root)?.s3.pid).toBe(next.s3.pid);
  await next.stop();
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('on %s the worker ends while the servers still run, then they end, then the owner with %i', async (signal, status) => {
  const { owner, root, notes, pids } = await startOwner();
  owner.kill(signal);
  const [code] = (await once(owner, 'exit')) as [number];
  expect(code).toBe(status);
  expect(living(pids)).toEqual([]);
  expect(JSON.parse(readFileSync(notes, 'utf8'))).toEqual({ temporal: true, s3: true });
  expect(existsSync(join(root, 'connection.json'))).toBe(false);
  expect(existsSync(join(root, 'owner.lock'))).toBe(false);
});
