import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { identifyProcess } from '../../src/trainer-process/process-identity.ts';
import { takeProcessLock } from '../../src/dev/process-lock.ts';
import { temporaryFolder } from './temporary-folder.ts';

const taker = fileURLToPath(new URL('lock-taker.ts', import.meta.url));

async function takeElsewhere(path: string) {
  const child = spawn(process.execPath, [taker, path], { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [answer] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, answer: answer.toString() };
}

test('a lock is held once, names its holder, and is free again when it is released', () => {
  const path = join(temporaryFolder(), 'lock');
  const lock = takeProcessLock(path);
  expect(takeProcessLock(path)).toEqual({ heldBy: identifyProcess(process.pid) });
  if ('heldBy' in lock) throw new Error('the first taker was refused');
  lock.release();
  expect(existsSync(path)).toBe(false);
});

test('a lock whose holder was killed is taken over', async () => {
  const path = join(temporaryFolder(), 'lock');
  const { child, answer } = await takeElsewhere(path);
  expect(answer).toBe('taken');
  expect(takeProcessLock(path)).toMatchObject({ heldBy: { pid: child.pid } });
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(takeProcessLock(path)).toHaveProperty('release');
});

test('a lock is not held by a later process with the same pid', () => {
  const path = join(temporaryFolder(), 'lock');
  writeFileSync(path, JSON.stringify({ pid: process.pid, startedAt: 'long ago' }));
  expect(takeProcessLock(path)).toHaveProperty('release');
});

test('of eight processes that find an abandoned lock exactly one gets it', async () => {
  const path = join(temporaryFolder(), 'lock');
  writeFileSync(path, JSON.stringify({ pid: 1, startedAt: 'long ago' }));
  const answers = await Promise.all(Array.from({ length: 8 }, async () => (await takeElsewhere(path)).answer));
  expect(answers.filter((answer) => answer === 'taken')).toHaveLength(1);
  expect(readdirSync(dirname(path))).toEqual(['lock']);
});
