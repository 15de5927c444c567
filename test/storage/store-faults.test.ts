import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createS3ObjectStore } from '../../src/storage/s3-object-store.ts';
import type { S3ObjectStore, S3StoreOptions } from '../../src/storage/s3-object-store.ts';
import { startS3FaultProxy } from '../fakes/s3-fault-proxy.ts';
import type { Fault, S3FaultProxy, SeenRequest } from '../fakes/s3-fault-proxy.ts';
import { startRealS3 } from './real-s3.ts';
import type { RealS3 } from './real-s3.ts';
import { seededBytes } from './seeded-bytes.ts';

const mebibyte = 1024 * 1024;
const limits = { deadlineMs: 30_000, socketTimeoutMs: 6_000, requestTimeoutMs: 12_000, attempts: 3 };
/** For stalls: short enough for a test, long enough for a busy machine. */
const impatient = { ...limits, deadlineMs: 8_000, socketTimeoutMs: 1_500 };
let folder: string;
let s3: RealS3;
let proxy: S3FaultProxy;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anneal-faults-'));
  s3 = await startRealS3();
  proxy = await startS3FaultProxy(s3.server.endpoint);
});
afterEach(() => proxy.heal());
afterAll(async () => {
  await proxy.stop();
  await s3.stop();
  await rm(folder, { recursive: true, force: true });
});

/** One store seen through the faults, and the same without them. */
function stores(patience = limits): { faulty: S3ObjectStore; honest: S3ObjectStore; options: S3StoreOptions } {
  const options = s3.options({ endpoint: proxy.endpoint, limits: patience });
  return {
    options,
    faulty: createS3ObjectStore(options),
    honest: createS3ObjectStore({ ...options, connection: { ...options.connection, endpoint: s3.server.endpoint } }),
  };
}

async function localFile(size: number): Promise<{ file: string; sha256: string; size: number }> {
  const bytes = seededBytes(size, size);
  const file = join(folder, String(size));
  await writeFile(file, bytes);
  return { file, sha256: createHash('sha256').update(bytes).digest('hex'), size };
}

async function readAll(store: S3ObjectStore, key: string): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const chunk of (await store.getStream(key)) ?? []) parts.push(chunk);
  return Buffer.concat(parts);
}

const puts = ({ method, url }: SeenRequest) => method === 'PUT' && !url.includes('partNumber');
const parts = ({ url }: SeenRequest) => url.includes('partNumber');
const gets = ({ method, url }: SeenRequest) => method === 'GET' && !url.includes('list-type');

describe('a download', () => {
  const size = 3 * mebibyte;
  const faults: Fault[] = [
    { kind: 'cut answer', afterBytes: mebibyte, by: 'end' },
    { kind: 'cut answer', afterBytes: mebibyte + 1, by: 'reset' },
    { kind: 'cut answer', afterBytes: 0, by: 'reset' },
    { kind: 'stall answer', afterBytes: mebibyte },
    { kind: 'stall' },
    { kind: 'drop answer' },
    { kind: 'refuse', status: 503, code: 'SlowDown' },
  ];
  it.each(faults)('goes on after $kind ($by)', async (fault) => {
    const { faulty, honest } = stores(fault.kind.startsWith('stall') ? impatient : limits);
    const bytes = seededBytes(size);
    await honest.put('file', bytes);
    const times = fault.kind.startsWith('stall') ? 1 : 2;
    proxy.inject(fault, gets, times);
    expect((await readAll(faulty, 'file')).equals(bytes)).toBe(true);
    proxy.inject(fault, gets, times);
    expect((await faulty.get('file'))?.equals(bytes)).toBe(true);
  });

  it('asks again only for the bytes that are missing', async () => {
    const { faulty, honest } = stores();
    await honest.put('file', seededBytes(size));
    proxy.inject({ kind: 'cut answer', afterBytes: 2 * mebibyte, by: 'end' }, gets);
    await readAll(faulty, 'file');
    const asked = proxy.seen.filter(gets).slice(-2);
    expect(asked[0]?.headers.range).toBeUndefined();
    expect(Number(/^bytes=(\d+)-$/.exec(asked[1]?.headers.range ?? '')?.[1])).toBeGreaterThan(mebibyte);
  });

  it('that drips one byte at a time ends as StoreUnavailable within its deadline', async () => {
    const { honest } = stores();
    const options = s3.options({ endpoint: proxy.endpoint, limits: { ...limits, deadlineMs: 1_500, attempts: 2 } });
    const faulty = createS3ObjectStore(options);
    await createS3ObjectStore({ ...options, connection: { ...options.connection, endpoint: s3.server.endpoint } }).put(
      'file',
      seededBytes(size),
    );
    honest.close();
    proxy.inject({ kind: 'drip answer', everyMs: 100 }, gets, Infinity);
    const started = Date.now();
    await expect(faulty.get('file')).rejects.toMatchObject({ name: 'StoreUnavailable' });
    expect(Date.now() - started).toBeLessThan(15_000);
  });

  it('with a flipped bit is noticed by the checksum', async () => {
    const { faulty, honest } = stores();
    const bytes = seededBytes(size);
    await honest.put('file', bytes);
    proxy.inject({ kind: 'flip answer bit', atByte: 1000 }, gets);
    expect((await faulty.get('file'))?.equals(bytes)).toBe(true); // a second request brings the right ones
    proxy.inject({ kind: 'flip answer bit', atByte: 1000 }, gets);
    await expect(readAll(faulty, 'file')).rejects.toMatchObject({ name: 'StoreUnavailable', details: { damaged: true } });
  });
});

describe('an upload', () => {
  const faults: Fault[] = [
    { kind: 'cut request', afterBytes: 5_000_000, by: 'end' },
    { kind: 'cut request', afterBytes: 5_000_000, by: 'reset' },
    { kind: 'cut request', afterBytes: 1, by: 'reset' },
    { kind: 'flip request bit', atByte: 4_000_000 },
    { kind: 'drop answer' },
    { kind: 'stall' },
    { kind: 'refuse', status: 503, code: 'SlowDown' },
    { kind: 'refuse', status: 500, code: 'InternalError' },
  ];
  describe.each([
    ['in one request', 6 * mebibyte, puts],
    ['in parts', 20 * mebibyte, parts],
  ])('%s', (_how, size, matches) => {
    it.each(faults)('survives or reports $kind ($by $status), and is never half there', async (fault) => {
      const { faulty, honest } = stores(fault.kind === 'stall' ? impatient : limits);
      const { file, ...content } = await localFile(size);
      proxy.inject(fault, matches);
      const put = () => faulty.putFile('file', file, content);
      const first = await put().then(
        () => 'done',
        (error: unknown) => error,
      );
      const failed = expect.objectContaining({ name: 'StoreUnavailable' }) as unknown;
      expect(['done', failed]).toContainEqual(first);
      expect((await honest.head('file')) === null).toBe(first !== 'done');
      await put();
      expect(
        createHash('sha256')
          .update(await readAll(honest, 'file'))
          .digest('hex'),
      ).toBe(content.sha256);
    });
  });

  it('in parts is gone on with by another process: whole parts are not sent again', async () => {
    const { faulty, honest, options } = stores();
    const { file, ...content } = await localFile(40 * mebibyte);
    const key = `blobs/${content.sha256}`;
    proxy.inject({ kind: 'refuse', status: 500, code: 'InternalError' }, ({ url }) => url.includes('partNumber=5'), Infinity);
    await expect(faulty.putFile(key, file, content)).rejects.toMatchObject({ name: 'StoreUnavailable' });
    expect(await honest.head(key)).toBeNull();
    proxy.heal();
    const before = proxy.seen.length;
    await createS3ObjectStore(options).putFile(key, file, content);
    const sent = proxy.seen.slice(before).filter(parts);
    expect(sent.length).toBeGreaterThanOrEqual(1);
    expect(sent.length).toBeLessThan(5);
    expect(await honest.head(key)).toMatchObject(content);
  });

  it('in parts of other bytes under the same key does not spoil this one', async () => {
    const { faulty, honest } = stores();
    const other = await localFile(24 * mebibyte);
    const { file, ...content } = await localFile(20 * mebibyte);
    proxy.inject({ kind: 'refuse', status: 500, code: 'InternalError' }, ({ url }) => url.includes('partNumber=3'), Infinity);
    await expect(faulty.putFile('file', other.file, other)).rejects.toMatchObject({ name: 'StoreUnavailable' });
    proxy.heal();
    await faulty.putFile('file', file, content);
    expect(await honest.head('file')).toMatchObject(content);
    expect(await honest.sweepUploads(new Date(Date.now() + 3_600_000))).toBe(0);
  });

  it('whose last answer was lost, or whose upload another one finished, is recognised as done', async () => {
    const { faulty, honest } = stores();
    const { file, ...content } = await localFile(20 * mebibyte);
    proxy.inject({ kind: 'drop answer' }, ({ method, url }) => method === 'POST' && url.includes('uploadId'), 2);
    await faulty.putFile('lost', file, content);
    expect(await honest.head('lost')).toMatchObject(content);
    await Promise.all([faulty.putFile('both', file, content), honest.putFile('both', file, content)]);
    expect(await honest.head('both')).toMatchObject(content);
  });

  it('leaves unfinished parts that the sweep removes once they are old enough', async () => {
    const { faulty, honest } = stores();
    const { file, ...content } = await localFile(20 * mebibyte);
    proxy.inject({ kind: 'refuse', status: 500, code: 'InternalError' }, parts, Infinity);
    await expect(faulty.putFile('file', file, content)).rejects.toMatchObject({ name: 'StoreUnavailable' });
    expect(await honest.sweepUploads(new Date(Date.now() - 3_600_000))).toBe(0);
    expect(await honest.sweepUploads(new Date(Date.now() + 3_600_000))).toBe(1);
    expect(await honest.sweepUploads(new Date(Date.now() + 3_600_000))).toBe(0);
  });

  it('stops when its signal fires in the middle', async () => {
    const { faulty, honest } = stores();
    const { file, ...content } = await localFile(20 * mebibyte);
    proxy.inject({ kind: 'stall' }, ({ url }) => url.includes('partNumber=2'));
    const stop = new AbortController();
    const upload = faulty.putFile('file', file, { ...content, signal: stop.signal });
    setTimeout(() => stop.abort(new Error('enough')), 200);
    await expect(upload).rejects.toThrow('enough');
    expect(await honest.head('file')).toBeNull();
  });
});

describe('a conditional put', () => {
  it.each<Fault>([{ kind: 'drop answer' }, { kind: 'refuse', status: 409, code: 'ConditionalRequestConflict' }])(
    'recognises its own write after $kind',
    async (fault) => {
      const { faulty, honest } = stores();
      proxy.inject(fault, puts, 2);
      const created = await faulty.put('lock', 'mine', { ifAbsent: true });
      expect(created.written).toBe(true);
      proxy.inject(fault, puts, 2);
      const replaced = await faulty.put('lock', 'mine too', { ifMatch: created.etag as string });
      expect(replaced).toEqual({ written: true, etag: (await honest.head('lock'))?.etag });
      expect((await honest.get('lock'))?.toString()).toBe('mine too');
    },
  );

  it('knows that it lost when another wrote the same bytes first', async () => {
    const { faulty, honest } = stores();
    await honest.put('lock', 'same', { ifAbsent: true });
    proxy.inject({ kind: 'drop answer' }, puts);
    expect((await faulty.put('lock', 'same', { ifAbsent: true })).written).toBe(false);
  });

  it('reports a store that stays silent, and leaves it to the caller to ask again', async () => {
    const { faulty } = stores({ ...impatient, deadlineMs: 2_000 });
    proxy.inject({ kind: 'stall' }, () => true, Infinity);
    const started = Date.now();
    await expect(faulty.put('lock', 'x', { ifAbsent: true })).rejects.toMatchObject({ name: 'StoreUnavailable' });
    expect(Date.now() - started).toBeLessThan(10_000); // the put, and the look whether it acted
  });
});

describe('every call', () => {
  it.each<[string, (store: S3ObjectStore) => Promise<unknown>]>([
    ['head', (store) => store.head('a')],
    ['get', (store) => store.get('a')],
    ['getStream', (store) => store.getStream('a')],
    ['put', (store) => store.put('a', 'x')],
    ['list', (store) => store.list('')[Symbol.asyncIterator]().next()],
    ['delete', (store) => store.delete('a')],
  ])('%s ends as StoreUnavailable on a black hole, a dead port and endless 503', async (_name, act) => {
    const hole = createServer(() => {}).listen(0, '127.0.0.1');
    await new Promise((resolve) => hole.once('listening', resolve));
    const at = (endpoint: string) =>
      createS3ObjectStore(s3.options({ endpoint, limits: { ...impatient, socketTimeoutMs: 500, attempts: 2 } }));
    const black = act(at(`http://127.0.0.1:${(hole.address() as AddressInfo).port}`));
    await expect(black).rejects.toMatchObject({ name: 'StoreUnavailable' });
    await expect(act(at('http://127.0.0.1:1'))).rejects.toMatchObject({
      name: 'StoreUnavailable',
      message: expect.stringContaining('http://127.0.0.1:1'),
    });
    proxy.inject({ kind: 'refuse', status: 503, code: 'SlowDown' }, () => true, Infinity);
    await expect(act(at(proxy.endpoint))).rejects.toMatchObject({ name: 'StoreUnavailable', details: { status: 503 } });
    hole.close();
  });

  it('tells wrong credentials and a missing bucket as StoreRefused, without the secret', async () => {
    const options = s3.options();
    const stranger = createS3ObjectStore({
      ...options,
      connection: { ...options.connection, credentials: { accessKeyId: 'stranger', secretAccessKey: 'very-secret' } },
    });
    const nowhere = createS3ObjectStore({ ...options, bucket: 'no-such-bucket' });
    for (const store of [stranger, nowhere]) {
      const error = await store.get('a').catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ name: 'StoreRefused', permanent: true });
      expect(String(error)).not.toContain('very-secret');
    }
    await expect(stranger.head('a')).rejects.toMatchObject({ name: 'StoreRefused' });
    await expect(nowhere.put('a', 'x')).rejects.toMatchObject({ name: 'StoreRefused', message: expect.stringContaining('Create it') });
  });
});
