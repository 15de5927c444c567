import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { acquireLease } from '../../src/trainer-process/device-lease.ts';
import { ownIdentity } from '../../src/trainer-process/process-identity.ts';

const taker = fileURLToPath(new URL('./lease-taker.ts', import.meta.url));
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'anneal-lease-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function runTaker(journal: string, turns: number, dieAtTurn: number): Promise<{ signal: string | null; code: number | null }> {
  const child = spawn(process.execPath, [taker, folder, journal, String(turns), String(dieAtTurn)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  return { code, signal };
}

/** Throws at the first moment at which two processes were inside. */
function holdersInOrder(journal: string): string[] {
  const holders: string[] = [];
  let inside: string | null = null;
  for (const line of readFileSync(journal, 'utf8').trim().split('\n')) {
    const [what = '', who = ''] = line.split(' ');
    if (what === 'enter') {
      if (inside !== null) throw new Error(`${who} entered while ${inside} was inside, after ${holders.length} leases`);
      inside = who;
      holders.push(who);
    } else {
      if (inside !== who) throw new Error(`${who} left, but ${inside} was inside`);
      inside = null;
    }
  }
  return holders;
}

test('of many processes one at a time holds a lease, also where holders die of kill -9', async () => {
  const journal = join(folder, 'journal');
  const ends = await Promise.all([3, 0, 5, 0, 1, 2].map((dieAtTurn) => runTaker(journal, 6, dieAtTurn)));
  expect(ends.filter((end) => end.signal === 'SIGKILL')).toHaveLength(4);
  expect(ends.filter((end) => end.code === 0)).toHaveLength(2);
  expect(holdersInOrder(journal)).toHaveLength(3 + 6 + 5 + 6 + 1 + 2);
}, 60_000);

test('one process cannot take a lease twice', async () => {
  const first = await acquireLease({ folder, device: 'cpu' });
  let told = 0;
  const second = acquireLease({ folder, device: 'cpu', onWaiting: (holder) => (told += holder.pid === process.pid ? 1 : 0) });
  await delay(300);
  expect(told).toBe(1);
  first.release();
  first.release();
  (await second).release();
});

test('leases of two devices do not meet, whatever the devices are called', async () => {
  const one = await acquireLease({ folder, device: 'gpu' });
  const other = await acquireLease({ folder, device: 'gpu.1' });
  const third = await acquireLease({ folder, device: '../gpu' });
  for (const lease of [one, other, third]) lease.release();
  expect(readdirSync(folder)).toHaveLength(3);
});

test('waiting ends with the signal’s reason', async () => {
  const lease = await acquireLease({ folder, device: 'cpu' });
  const abort = new AbortController();
  const waiting = acquireLease({ folder, device: 'cpu', signal: abort.signal });
  setTimeout(() => abort.abort(new Error('cancelled by a person')), 50);
  await expect(waiting).rejects.toThrow('cancelled by a person');
  lease.release();
});

test('a lease of a process that had our pid before us is stale', async () => {
  writeFileSync(join(folder, 'cpu.7'), JSON.stringify({ ...ownIdentity(), startedAt: 'another boot:1' }));
  const lease = await acquireLease({ folder, device: 'cpu', signal: AbortSignal.timeout(2000) });
  expect(readdirSync(folder).toSorted()).toEqual(['cpu.7', 'cpu.8']);
  lease.release();
});

test('a lease of a living process is waited for, and its number stays the highest', async () => {
  writeFileSync(join(folder, 'cpu.9'), JSON.stringify(ownIdentity()));
  await expect(acquireLease({ folder, device: 'cpu', signal: AbortSignal.timeout(400) })).rejects.toThrow(/timeout/i);
  expect(readdirSync(folder)).toEqual(['cpu.9']);
});

test('old numbers are cleared away', async () => {
  for (let turn = 0; turn < 60; turn++) (await acquireLease({ folder, device: 'cpu' })).release();
  expect(readdirSync(folder).length).toBeLessThan(40);
});
