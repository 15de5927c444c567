import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFolderObjectStore } from '../../src/storage/folder-object-store.ts';
import type { ObjectStore } from '../../src/storage/object-store.ts';
import { createS3ObjectStore } from '../../src/storage/s3-object-store.ts';
import { startRealS3 } from './real-s3.ts';
import type { RealS3 } from './real-s3.ts';
import { seededBytes } from './seeded-bytes.ts';

const mebibyte = 1024 * 1024;
let folder: string;
let s3: RealS3;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anneal-store-'));
  s3 = await startRealS3();
});
afterAll(async () => {
  await s3.stop();
  await rm(folder, { recursive: true, force: true });
});

let folders = 0;
const stores: [string, () => ObjectStore][] = [
  ['an S3 bucket', () => createS3ObjectStore(s3.options())],
  ['a local folder', () => createFolderObjectStore(join(folder, `store-${(folders += 1)}`))],
];

async function localFile(bytes: Buffer): Promise<{ file: string; sha256: string; size: number }> {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const file = join(folder, sha256);
  await writeFile(file, bytes);
  return { file, sha256, size: bytes.length };
}

async function keysBelow(store: ObjectStore, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(prefix)) keys.push(key);
  return keys;
}

async function collect(chunks: AsyncIterable<Uint8Array> | null): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks ?? []) parts.push(chunk);
  return Buffer.concat(parts);
}

describe.each(stores)('an object store in %s', (_where, create) => {
  it('gives back what was put, as text and as bytes, the empty object too', async () => {
    const store = create();
    const bytes = seededBytes(100_000);
    await store.put('some/text.json', '{"ä": "€"}');
    await store.put('some/bytes', bytes);
    await store.put('some/empty', '');
    expect((await store.get('some/text.json'))?.toString()).toBe('{"ä": "€"}');
    expect(await store.get('some/bytes')).toEqual(bytes);
    expect(await store.get('some/empty')).toHaveLength(0);
    expect(await collect(await store.getStream('some/empty'))).toHaveLength(0);
  });

  it('answers null for what is not there', async () => {
    const store = create();
    expect(await store.head('no/such')).toBeNull();
    expect(await store.get('no/such')).toBeNull();
    expect(await store.getStream('no/such')).toBeNull();
    await store.delete('no/such');
  });

  it('tells size, ETag and SHA-256 of an object', async () => {
    const store = create();
    const { etag } = await store.put('a/b', 'hello');
    expect(await store.head('a/b')).toEqual({ key: 'a/b', size: 5, etag, sha256: createHash('sha256').update('hello').digest('hex') });
  });

  it('replaces an object, and forgets a deleted one', async () => {
    const store = create();
    await store.put('a/b', 'one');
    await store.put('a/b', 'two');
    expect((await store.get('a/b'))?.toString()).toBe('two');
    await store.delete('a/b');
    expect(await store.get('a/b')).toBeNull();
  });

  it('creates an object once when asked to put only what is absent', async () => {
    const store = create();
    expect((await store.put('lock', 'first', { ifAbsent: true })).written).toBe(true);
    expect((await store.put('lock', 'first', { ifAbsent: true })).written).toBe(false);
    expect((await store.put('lock', 'second', { ifAbsent: true })).written).toBe(false);
    expect((await store.get('lock'))?.toString()).toBe('first');
  });

  it('lets exactly one of 20 writers create an object', async () => {
    const store = create();
    const writes = await Promise.all(Array.from({ length: 20 }, (_, writer) => store.put('race', `writer ${writer}`, { ifAbsent: true })));
    const winners = writes.flatMap(({ written }, writer) => (written ? [writer] : []));
    expect(winners).toHaveLength(1);
    expect((await store.get('race'))?.toString()).toBe(`writer ${winners[0]}`);
  });

  it('replaces an object only while its ETag is the one that was read', async () => {
    const store = create();
    const first = await store.put('pointer', 'one');
    const second = await store.put('pointer', 'two', { ifMatch: first.etag as string });
    expect(second.written).toBe(true);
    expect(await store.put('pointer', 'three', { ifMatch: first.etag as string })).toEqual({ written: false, etag: second.etag });
    expect((await store.get('pointer'))?.toString()).toBe('two');
    expect(await store.put('absent', 'x', { ifMatch: first.etag as string })).toEqual({ written: false, etag: null });
  });

  it('lets exactly one of 20 writers move a pointer on', async () => {
    const store = create();
    const { etag } = await store.put('pointer', 'start');
    const writes = await Promise.all(
      Array.from({ length: 20 }, (_, writer) => store.put('pointer', `writer ${writer}`, { ifMatch: etag as string })),
    );
    const winners = writes.flatMap(({ written }, writer) => (written ? [writer] : []));
    expect(winners).toHaveLength(1);
    expect((await store.get('pointer'))?.toString()).toBe(`writer ${winners[0]}`);
  });

  it('lists keys below a prefix in ascending order of code units', async () => {
    const store = create();
    const keys = ['p/a-b', 'p/a/b', 'p/Z', 'p/a/a', 'p/10', 'p/9', 'q/x'];
    for (const key of keys) await store.put(key, key);
    expect(await keysBelow(store, 'p/')).toEqual(['p/10', 'p/9', 'p/Z', 'p/a-b', 'p/a/a', 'p/a/b']);
    expect(await keysBelow(store, 'p/a')).toEqual(['p/a-b', 'p/a/a', 'p/a/b']);
    expect(await keysBelow(store, 'none/')).toEqual([]);
  });

  it.each([
    ['a small file', 12_345],
    ['a file of several parts', 20 * mebibyte + 7],
  ])('stores %s with its SHA-256 and tells how far it is', async (_what, size) => {
    const store = create();
    const { file, ...content } = await localFile(seededBytes(size));
    const progress: number[] = [];
    await store.putFile('big/file', file, { ...content, onProgress: (bytes) => progress.push(bytes) });
    expect(await store.head('big/file')).toMatchObject(content);
    expect(
      createHash('sha256')
        .update(await collect(await store.getStream('big/file')))
        .digest('hex'),
    ).toBe(content.sha256);
    expect(progress.at(-1)).toBe(size);
    expect(progress.toSorted((a, b) => a - b)).toEqual(progress);
  });

  it('accepts the same file again and refuses another one under its name', async () => {
    const store = create();
    for (const size of [3, 9 * mebibyte]) {
      const one = await localFile(seededBytes(size, 1));
      const two = await localFile(seededBytes(size, 2));
      const key = `file-${size}`;
      await store.putFile(key, one.file, one);
      await store.putFile(key, one.file, one);
      await expect(store.putFile(key, two.file, two)).rejects.toMatchObject({ name: 'ContentConflict' });
      expect(await store.head(key)).toMatchObject({ size, sha256: one.sha256 });
    }
  });

  it('refuses a file that is not the one that was hashed', async () => {
    const store = create();
    for (const size of [3, 9 * mebibyte]) {
      const { file, sha256 } = await localFile(seededBytes(size));
      await writeFile(file, seededBytes(size, 2));
      await expect(store.putFile('changed', file, { sha256, size })).rejects.toMatchObject({ name: 'ContentConflict' });
      expect(await store.head('changed')).toBeNull();
    }
  });

  it('stops an upload when told to, leaving no object', async () => {
    const store = create();
    const { file, ...content } = await localFile(seededBytes(20 * mebibyte));
    const stop = new AbortController();
    const reason = new Error('cancelled by the caller');
    stop.abort(reason);
    await expect(store.putFile('stopped', file, { ...content, signal: stop.signal })).rejects.toBe(reason);
    expect(await store.head('stopped')).toBeNull();
  });

  it.each(['', '/a', 'a/', 'a//b', '../a', 'a/../b', 'a/./b', 'a\\b', 'a\nb', 'x'.repeat(256)])('refuses the key %j', async (key) => {
    await expect((async () => create().put(key, 'x'))()).rejects.toMatchObject({ name: 'InvalidInput' });
  });
});
