import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createCheckpointUploads } from '../../src/backends/checkpoint-uploads.ts';
import { AnnealFailure } from '../../src/contracts/failure.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'anneal-uploads-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function checkpoint(step: number) {
  const folder = join(root, String(step));
  mkdirSync(folder);
  return { step, folder };
}
const stepOf = (folder: string) => Number(folder.split('/').at(-1));

test('one goes up at a time, a newer one replaces one that waits, and what is safe is deleted here', async () => {
  const sent: number[] = [];
  let inFlight = 0;
  const publish = async (folder: string) => {
    expect(++inFlight).toBe(1);
    await delay(30);
    inFlight--;
    sent.push(stepOf(folder));
    return { key: folder, step: stepOf(folder) };
  };
  const uploads = createCheckpointUploads(publish, async () => {});
  for (const step of [10, 20, 30, 40]) uploads.offer(checkpoint(step));
  expect(uploads.safe()).toBe(false);
  await uploads.finish();
  expect(sent).toEqual([10, 40]);
  expect(uploads.newest()?.step).toBe(40);
  expect(uploads.safe()).toBe(true);
  expect(readdirSync(root)).toEqual([]);
});

test('a failed upload does not stop later ones, and the last is tried again', async () => {
  let failures = 3;
  const publish = async (folder: string) => {
    if (failures-- > 0) throw new AnnealFailure('StoreUnavailable', 'down');
    return { key: folder, step: stepOf(folder) };
  };
  const uploads = createCheckpointUploads(publish, async () => {});
  uploads.offer(checkpoint(10));
  uploads.offer(checkpoint(20));
  await uploads.finish();
  expect(uploads.newest()?.step).toBe(20);
});

test('a store that refuses is told at once, and the checkpoint stays on this machine', async () => {
  let tries = 0;
  const publish = async (): Promise<never> => {
    tries++;
    throw new AnnealFailure('StoreRefused', 'wrong key');
  };
  const uploads = createCheckpointUploads(publish, async () => {});
  uploads.offer(checkpoint(10));
  await expect(uploads.finish()).rejects.toMatchObject({ name: 'StoreRefused' });
  expect(tries).toBe(2);
  expect(readdirSync(root)).toEqual(['10']);
  expect(uploads.safe()).toBe(false);
});
