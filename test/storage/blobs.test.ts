import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { blobKey, createBlobs } from '../../src/storage/blobs.ts';
import type { Blobs } from '../../src/storage/blobs.ts';
import { createFolderObjectStore } from '../../src/storage/folder-object-store.ts';
import type { ObjectStore } from '../../src/storage/object-store.ts';
import { seededBytes } from './seeded-bytes.ts';

let folder: string;
let store: ObjectStore;
let blobs: Blobs;
let repairs: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anneal-blobs-'));
  await mkdir(join(folder, 'scratch'));
  store = createFolderObjectStore(join(folder, 'store'));
  repairs = [];
  blobs = createBlobs(store, { scratch: join(folder, 'scratch'), onRepair: ({ key }) => repairs.push(key) });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function collect(values: AsyncIterable<unknown>): Promise<unknown[]> {
  const all = [];
  for await (const value of values) all.push(value);
  return all;
}

it('names content by its SHA-256 and stores equal content once', async () => {
  const ref = await blobs.putBytes('hello');
  expect(ref).toEqual({ sha256: createHash('sha256').update('hello').digest('hex'), size: 5 });
  await writeFile(join(folder, 'file'), 'hello');
  expect(await blobs.putFile(join(folder, 'file'))).toEqual(ref);
  const keys = [];
  for await (const { key } of store.list('')) keys.push(key);
  expect(keys).toEqual([`blobs/sha256/${ref.sha256.slice(0, 2)}/${ref.sha256}`]);
  expect((await blobs.read(ref)).toString()).toBe('hello');
  expect(await blobs.has(ref)).toBe(true);
});

it('keeps JSON as it is', async () => {
  const value = { b: [1, 2.5, null], a: 'ä\u2028' };
  expect(await blobs.readJson(await blobs.putJson(value))).toEqual(value);
});

it('streams rows in and out, whatever they hold, and counts them', async () => {
  const rows = Array.from({ length: 5000 }, (_, index) => ({ index, text: `row ${index}: ä€😀 "quoted"\nnew line `.repeat(5) }));
  const ref = await blobs.putLines(rows);
  expect(ref.rows).toBe(5000);
  expect(await collect(blobs.readLines(ref))).toEqual(rows);
  expect(await collect(blobs.readLines(await blobs.putLines([])))).toEqual([]);
  expect(await readdir(join(folder, 'scratch'))).toEqual([]);
});

it('leaves nothing behind when the rows end with an error', async () => {
  const broken = async function* () {
    yield { row: 1 };
    throw new Error('the source broke');
  };
  await expect(blobs.putLines(broken())).rejects.toThrow('the source broke');
  expect(await readdir(join(folder, 'scratch'))).toEqual([]);
});

it('fetches to a file that appears whole', async () => {
  const bytes = seededBytes(3_000_000);
  const ref = await blobs.putBytes(bytes);
  await blobs.fetch(ref, join(folder, 'new', 'file'));
  expect((await readFile(join(folder, 'new', 'file'))).equals(bytes)).toBe(true);
  expect(await readdir(join(folder, 'new'))).toEqual(['file']);
});

it('says NotFound for a blob that is gone', async () => {
  const ref = { sha256: 'a'.repeat(64), size: 1 };
  expect(await blobs.has(ref)).toBe(false);
  expect(await blobs.examine(ref)).toMatchObject({ kind: 'missing' });
  await expect(blobs.read(ref)).rejects.toMatchObject({ name: 'NotFound' });
  await expect(blobs.fetch(ref, join(folder, 'file'))).rejects.toMatchObject({ name: 'NotFound' });
  await expect(collect(blobs.readLines(ref))).rejects.toMatchObject({ name: 'NotFound' });
});

const alterations: [string, (bytes: Buffer) => Buffer][] = [
  ['one flipped bit', (bytes) => Buffer.from(bytes.map((byte, index) => (index === 10 ? byte ^ 1 : byte)))],
  ['a cut end', (bytes) => bytes.subarray(0, -1)],
  ['a lost line break in the middle', (bytes) => Buffer.from(bytes.toString().replace('\n', ' '))],
];
it.each(alterations)('never gives out altered bytes: %s', async (_what, alter) => {
  const ref = await blobs.putLines([{ a: 'first row' }, { a: 'second row' }]);
  await store.put(blobKey(ref), alter(await blobs.read(ref)));
  expect(await blobs.examine(ref)).toMatchObject({ kind: 'altered' });
  await expect(blobs.read(ref)).rejects.toMatchObject({ name: 'ContentConflict', message: expect.stringContaining(ref.sha256) });
  await expect(blobs.fetch(ref, join(folder, 'out', 'file'))).rejects.toMatchObject({ name: 'ContentConflict' });
  expect(await readdir(join(folder, 'out'))).toEqual([]);
  await expect(collect(blobs.readLines(ref))).rejects.toMatchObject({ name: 'ContentConflict' });
});

it('puts the right bytes where wrong ones stood, and tells so', async () => {
  const ref = await blobs.putBytes('right');
  await store.put(blobKey(ref), 'wrong');
  expect(await blobs.has(ref)).toBe(false);
  await blobs.putBytes('right');
  expect((await blobs.read(ref)).toString()).toBe('right');
  expect(repairs).toEqual([blobKey(ref)]);
});

it('refuses a file that changes between hashing and sending', async () => {
  const file = join(folder, 'file');
  await writeFile(file, 'now');
  const ref = { sha256: createHash('sha256').update('then').digest('hex'), size: 4 };
  await expect(blobs.putFile(file, { ref })).rejects.toMatchObject({ name: 'ContentConflict' });
  expect(await blobs.has(ref)).toBe(false);
});
