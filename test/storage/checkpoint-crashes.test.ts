import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AnnealFailure } from '../../src/contracts/failure.ts';
import { createBlobs } from '../../src/storage/blobs.ts';
import { createCheckpoints } from '../../src/storage/checkpoints.ts';
import type { Checkpoints } from '../../src/storage/checkpoints.ts';
import { createS3ObjectStore } from '../../src/storage/s3-object-store.ts';
import type { S3StoreOptions } from '../../src/storage/s3-object-store.ts';
import { startS3FaultProxy } from '../fakes/s3-fault-proxy.ts';
import type { S3FaultProxy, SeenRequest } from '../fakes/s3-fault-proxy.ts';
import { writeCheckpoint } from './checkpoint-folder.ts';
import { startRealS3 } from './real-s3.ts';
import type { RealS3 } from './real-s3.ts';

const mebibyte = 1024 * 1024;
const limits = { deadlineMs: 20_000, socketTimeoutMs: 5_000, requestTimeoutMs: 10_000, attempts: 2 };
const query = { trainKey: 'train-key', trainingHash: 'training-hash' };
let folder: string;
let s3: RealS3;
let proxy: S3FaultProxy;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anneal-crashes-'));
  s3 = await startRealS3();
  proxy = await startS3FaultProxy(s3.server.endpoint);
  await writeCheckpoint(join(folder, '10'), 10);
  await writeCheckpoint(join(folder, '20'), 20, { adapter: mebibyte, optimizer: 20 * mebibyte });
});
afterAll(async () => {
  await proxy.stop();
  await s3.stop();
  await rm(folder, { recursive: true, force: true });
});

function open(options: S3StoreOptions): Checkpoints {
  const store = createS3ObjectStore(options);
  return createCheckpoints(store, createBlobs(store, { scratch: folder }));
}

const publish = (checkpoints: Checkpoints, step: number) =>
  checkpoints.publishCheckpoint({ trainKey: query.trainKey, attempt: 'a1', folder: join(folder, String(step)) });

/** As an activity is tried again: after failures that may pass. */
async function untilDone(act: () => Promise<unknown>): Promise<void> {
  for (let failures = 0; ; failures += 1) {
    try {
      await act();
      return;
    } catch (error) {
      if (failures === 5 || !(error instanceof AnnealFailure) || error.permanent) throw error;
    }
  }
}

const moments: [string, (seen: SeenRequest) => boolean][] = [
  ['the first small blob', ({ method, url }) => method === 'PUT' && url.includes('/blobs/')],
  ['a part of a large blob', ({ url }) => url.includes('partNumber=2')],
  ['the end of a large blob', ({ method, url }) => method === 'POST' && url.includes('uploadId')],
  ['the manifest', ({ method, url }) => method === 'PUT' && url.includes('/manifest.json')],
];

describe('whatever happens while a checkpoint is stored, the one before is seen until all of it is there', () => {
  it.each(moments)('when the store acts and its answer is lost at %s', async (_what, matches) => {
    const options = s3.options({ endpoint: proxy.endpoint, limits });
    const checkpoints = open(options);
    await publish(checkpoints, 10);
    proxy.inject({ kind: 'drop answer' }, matches);
    await untilDone(() => publish(checkpoints, 20));
    expect(await checkpoints.findCheckpoint(query)).toMatchObject({ step: 20, rejected: [] });
    const manifests = [];
    for await (const { key } of createS3ObjectStore(options).list('training/')) manifests.push(key);
    expect(manifests).toHaveLength(2);
  });

  it.each(moments)('when the store is killed at %s and comes back', async (_what, matches) => {
    const options = s3.options({ endpoint: proxy.endpoint, limits });
    const checkpoints = open(options);
    await publish(checkpoints, 10);
    let killed: Promise<void> | undefined;
    proxy.inject({ kind: 'cut request', afterBytes: 1, by: 'reset' }, (seen) => {
      if (matches(seen)) killed ??= s3.server.kill();
      return matches(seen);
    });
    await expect(publish(checkpoints, 20)).rejects.toMatchObject({ name: 'StoreUnavailable' });
    expect(killed).toBeDefined();
    await killed;
    await s3.server.restart();
    expect(await checkpoints.findCheckpoint(query)).toMatchObject({ step: 10, rejected: [] });
    proxy.heal();
    await publish(checkpoints, 20);
    expect(await checkpoints.findCheckpoint(query)).toMatchObject({ step: 20, rejected: [] });
    expect(await createS3ObjectStore(options).sweepUploads(new Date(Date.now() + 3_600_000))).toBe(0);
  });
});
