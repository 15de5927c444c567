import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { storeAbilities } from '../../src/worker/store-abilities.ts';
import { type S3FaultProxy, type SeenRequest, startS3FaultProxy } from '../fakes/s3-fault-proxy.ts';
import { type RealS3, startRealS3 } from '../storage/real-s3.ts';

vi.setConfig({ testTimeout: 240_000 }); // a probe is some 70 requests, which a busy machine takes its time for

const home = mkdtempSync(join(tmpdir(), 'anneal-abilities-'));
const day = 24 * 3600 * 1000;
const all = { conditionalWrites: true, checksums: true };
let s3: RealS3;
let proxy: S3FaultProxy;

beforeAll(async () => {
  s3 = await startRealS3();
  proxy = await startS3FaultProxy(s3.server.endpoint);
});
afterAll(async () => {
  await proxy.stop();
  await s3.stop();
  rmSync(home, { recursive: true });
});
beforeEach(() => proxy.heal());

/** Requests that it took to tell what the store can do. */
async function requestsOf(tell: () => Promise<unknown>): Promise<number> {
  const before = proxy.seen.length;
  await tell();
  return proxy.seen.length - before;
}

const without = { kind: 'refuse', status: 501, code: 'NotImplemented' } as const;
const isConditional = ({ method, headers }: SeenRequest) => method === 'PUT' && ('if-none-match' in headers || 'if-match' in headers);

test('a store is probed once a week, and another one anew', async () => {
  const options = s3.options({ endpoint: proxy.endpoint });
  expect(await storeAbilities(options, home, 0)).toEqual(all);
  proxy.inject(without, isConditional, Infinity);
  expect(await requestsOf(async () => expect(await storeAbilities(options, home, 6 * day)).toEqual(all))).toBe(0);
  expect(await storeAbilities(options, home, 7 * day)).toEqual({ conditionalWrites: false, checksums: true });
  proxy.heal();
  expect(await storeAbilities({ ...options, prefix: 'elsewhere' }, home, 7 * day)).toEqual(all);
  expect(await storeAbilities(options, home, 8 * day)).toMatchObject({ conditionalWrites: false });
});

test('a store that is away when its week is over is taken for what it was, and one that refuses is not', async () => {
  const options = s3.options({ endpoint: proxy.endpoint });
  await expect(
    storeAbilities({ ...options, connection: { ...options.connection, endpoint: 'http://127.0.0.1:1' } }, home),
  ).rejects.toMatchObject({
    name: 'StoreUnavailable',
  });
  await storeAbilities(options, home, 0);
  proxy.inject({ kind: 'refuse', status: 503, code: 'SlowDown' }, () => true, Infinity);
  expect(await storeAbilities(options, home, 8 * day)).toEqual(all);
  proxy.heal();
  proxy.inject({ kind: 'refuse', status: 403, code: 'InvalidAccessKeyId' }, () => true, Infinity);
  await expect(storeAbilities(options, home, 8 * day)).rejects.toMatchObject({ name: 'StoreRefused' });
});

test('a bucket that is not there: one sentence with its name and place, and how to create or to choose one', async () => {
  const options = s3.options({ bucket: 'no-such-bucket' });
  const failure = (await storeAbilities(options, home).catch((error: unknown) => error)) as Error;
  expect(failure.name).toBe('StoreRefused');
  expect(failure.message).toBe(
    `There is no bucket s3://no-such-bucket at ${s3.server.endpoint}. Create it (aws s3 mb s3://no-such-bucket --endpoint-url ${s3.server.endpoint}), or name one that exists: for what Anneal stores in ANNEAL_S3_BUCKET, for rows or a base model in the spec. \`anneal doctor\` shows every check.`,
  );
});
