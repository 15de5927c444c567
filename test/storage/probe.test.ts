import { afterAll, beforeAll, expect, it } from 'vitest';
import { createBlobs } from '../../src/storage/blobs.ts';
import { probeStore } from '../../src/storage/probe.ts';
import { createS3ObjectStore } from '../../src/storage/s3-object-store.ts';
import { startS3FaultProxy } from '../fakes/s3-fault-proxy.ts';
import { startRealS3 } from './real-s3.ts';
import type { RealS3 } from './real-s3.ts';
import { seededBytes } from './seeded-bytes.ts';

let s3: RealS3;

beforeAll(async () => {
  s3 = await startRealS3();
});
afterAll(() => s3.stop());

it('passes every check on a real store and leaves nothing there', async () => {
  const options = s3.options();
  const { checks, usable, abilities } = await probeStore(options, { racers: 8 });
  expect(checks.filter(({ ok }) => !ok)).toEqual([]);
  expect(checks).toHaveLength(7);
  expect({ usable, abilities }).toEqual({ usable: true, abilities: { conditionalWrites: true, checksums: true } });
  const left = [];
  for await (const { key } of createS3ObjectStore(options).list('')) left.push(key);
  expect(left).toEqual([]);
});

it.each([
  ['a wrong secret', { credentials: { accessKeyId: 'nobody', secretAccessKey: 'wrong-secret' } }, {}, /credentials/],
  ['a bucket that does not exist', {}, { bucket: 'no-such-bucket' }, /Create it/],
  ['a port where nothing listens', { endpoint: 'http://127.0.0.1:1' }, {}, /endpoint/],
])('names what is wrong with %s, and tells no secret', async (_what, connection, changes, advice) => {
  const options = s3.options();
  const started = Date.now();
  const { checks, usable } = await probeStore({ ...options, ...changes, connection: { ...options.connection, ...connection } });
  expect(usable).toBe(false);
  expect(checks).toHaveLength(1);
  expect(checks[0]).toMatchObject({ name: 'credentials and bucket', ok: false });
  expect(`${checks[0]?.detail} ${checks[0]?.mend}`).toMatch(advice);
  expect(JSON.stringify(checks)).not.toContain('wrong-secret');
  expect(Date.now() - started).toBeLessThan(20_000);
});

it('finds a store that knows neither conditions nor checksums usable, and the store adapter gets along with it', async () => {
  const proxy = await startS3FaultProxy(s3.server.endpoint);
  const unknown = { kind: 'refuse', status: 501, code: 'NotImplemented' } as const;
  const extras = ['if-none-match', 'if-match', 'x-amz-checksum-crc32', 'x-amz-trailer'];
  proxy.inject(unknown, ({ method, headers }) => method === 'PUT' && extras.some((name) => name in headers), Infinity);
  try {
    const options = s3.options({ endpoint: proxy.endpoint });
    const { usable, abilities, checks } = await probeStore(options, { racers: 2 });
    expect({ usable, abilities }).toEqual({ usable: true, abilities: { conditionalWrites: false, checksums: false } });
    expect(checks.filter(({ ok, mend }) => !ok && mend === null)).toEqual([]);
    const store = createS3ObjectStore({ ...options, abilities });
    expect((await store.put('lock', 'one', { ifAbsent: true })).written).toBe(true);
    expect((await store.put('lock', 'two', { ifAbsent: true })).written).toBe(false);
    const blobs = createBlobs(store);
    const large = seededBytes(9 * 1024 * 1024);
    const ref = await blobs.putLines([{ large: large.toString('base64') }]);
    expect(await blobs.examine(ref)).toBeNull();
    proxy.inject({ kind: 'flip request bit', atByte: 3 }, ({ method, url }) => method === 'PUT' && url.includes('damaged'));
    await expect(store.put('damaged', 'some bytes')).rejects.toMatchObject({ name: 'StoreUnavailable' });
  } finally {
    await proxy.stop();
  }
});

it('never takes a store that is too busy to answer for one that lacks an ability', async () => {
  const proxy = await startS3FaultProxy(s3.server.endpoint);
  proxy.inject({ kind: 'refuse', status: 503, code: 'SlowDown' }, ({ headers }) => 'if-none-match' in headers, Infinity);
  try {
    const { usable, checks } = await probeStore(s3.options({ endpoint: proxy.endpoint }), { racers: 2 });
    expect(usable).toBe(false);
    expect(checks.find(({ name }) => name === 'an object is created once')).toMatchObject({
      ok: false,
      required: true,
      failure: 'StoreUnavailable',
    });
  } finally {
    await proxy.stop();
  }
});
