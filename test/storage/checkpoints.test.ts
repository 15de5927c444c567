import { mkdtemp, readFile, readdir, rm, symlink, truncate, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { blobKey, createBlobs } from '../../src/storage/blobs.ts';
import type { Blobs } from '../../src/storage/blobs.ts';
import { createCheckpoints } from '../../src/storage/checkpoints.ts';
import type { Checkpoints, FoundCheckpoint } from '../../src/storage/checkpoints.ts';
import { createFolderObjectStore } from '../../src/storage/folder-object-store.ts';
import type { ObjectStore } from '../../src/storage/object-store.ts';
import { createS3ObjectStore } from '../../src/storage/s3-object-store.ts';
import { writeCheckpoint } from './checkpoint-folder.ts';

const trainKey = 'train-key';
const query = { trainKey, trainingHash: 'training-hash' };
let folder: string;
let store: ObjectStore;
let blobs: Blobs;
let checkpoints: Checkpoints;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anneal-checkpoints-'));
  store = createFolderObjectStore(join(folder, 'store'));
  blobs = createBlobs(store);
  checkpoints = createCheckpoints(store, blobs);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const local = (step: number) => join(folder, 'local', String(step));

async function publish(step: number, attempt = 'a1'): Promise<string> {
  await writeCheckpoint(local(step), step);
  return (await checkpoints.publishCheckpoint({ trainKey, attempt, folder: local(step) })).key;
}

async function blobOf(key: string, name: string): Promise<{ sha256: string; size: number; key: string }> {
  return JSON.parse(String(await store.get(key))).files[name];
}

const find = () => checkpoints.findCheckpoint(query);

it('finds no checkpoint where none is', async () => {
  expect(await find()).toBeNull();
});

it('brings a checkpoint from one machine to another, byte for byte', async () => {
  const key = await publish(20);
  expect(key).toBe('training/train-key/checkpoints/0000000020-a1/manifest.json');
  const found = (await find()) as FoundCheckpoint;
  expect(found).toMatchObject({ step: 20, manifestKey: key, bitExact: true, rejected: [], environment: { device: 'cpu:x86_64' } });
  await checkpoints.fetchCheckpoint(found, join(folder, 'resumed'));
  const names = (await readdir(local(20))).toSorted();
  expect((await readdir(join(folder, 'resumed'))).toSorted()).toEqual(names);
  for (const name of names.filter((each) => each !== 'manifest.json'))
    expect((await readFile(join(folder, 'resumed', name))).equals(await readFile(join(local(20), name)))).toBe(true);
  expect(JSON.parse(await readFile(join(folder, 'resumed', 'manifest.json'), 'utf8'))).toEqual(
    JSON.parse(await readFile(join(local(20), 'manifest.json'), 'utf8')),
  );
});

it('takes the highest step as a number, whoever made it', async () => {
  for (const [step, attempt] of [
    [9, 'a1'],
    [100, 'a1'],
    [20, 'a2'],
  ] as const)
    await publish(step, attempt);
  expect(await find()).toMatchObject({ step: 100, rejected: [] });
});

it('can be told twice to store one checkpoint, and sends nothing the second time', async () => {
  const key = await publish(20);
  const before = await store.get(key);
  const progress: [number, number][] = [];
  const again = await checkpoints.publishCheckpoint({
    trainKey,
    attempt: 'a1',
    folder: local(20),
    onProgress: (...at) => progress.push(at),
  });
  expect(again).toEqual({ key, step: 20 });
  expect(await store.get(key)).toEqual(before);
  const [sent, total] = progress.at(-1) ?? [];
  expect(sent).toBe(total);
});

it('refuses a second, different checkpoint under the same step and attempt', async () => {
  const key = await publish(20);
  const before = await store.get(key);
  await writeCheckpoint(local(20), 20, { adapter: 60_000 });
  await expect(checkpoints.publishCheckpoint({ trainKey, attempt: 'a1', folder: local(20) })).rejects.toMatchObject({
    name: 'ContentConflict',
    details: { key },
  });
  expect(await store.get(key)).toEqual(before);
});

it('lets 20 attempts store the same step at once, each in its own place', async () => {
  await writeCheckpoint(local(20), 20);
  const attempts = Array.from({ length: 20 }, (_, index) => `a${index}`);
  const keys = await Promise.all(
    attempts.map(async (attempt) => (await checkpoints.publishCheckpoint({ trainKey, attempt, folder: local(20) })).key),
  );
  expect(new Set(keys).size).toBe(20);
  expect(await find()).toMatchObject({ step: 20, rejected: [] });
});

it('lets one of 20 writers of one name win, and tells the others', async () => {
  const folders = await Promise.all(
    Array.from({ length: 20 }, async (_, index) => {
      const own = join(folder, 'race', String(index));
      await writeCheckpoint(own, 20, { adapter: 1_000 + index });
      return own;
    }),
  );
  const outcomes = await Promise.allSettled(
    folders.map((own) => checkpoints.publishCheckpoint({ trainKey, attempt: 'same', folder: own })),
  );
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const losers = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as Error] : []));
  expect(losers.map(({ name }) => name)).toEqual(Array.from({ length: 19 }, () => 'ContentConflict'));
  expect(await find()).toMatchObject({ step: 20, rejected: [] });
});

describe('a damaged checkpoint in the store', () => {
  const damages: [string, RegExp, (key: string) => Promise<unknown>][] = [
    [
      'a flipped bit in its adapter',
      /adapter_model\.safetensors.*SHA-256/,
      async (key) => alter(key, (bytes) => bytes.fill((bytes[7] ?? 0) ^ 1, 7, 8)),
    ],
    ['a truncated optimizer', /optimizer\.pt.*bytes/, async (key) => alter(key, (bytes) => bytes.subarray(0, 10), 'optimizer.pt')],
    ['a missing file', /optimizer\.pt.*missing/, async (key) => store.delete((await blobOf(key, 'optimizer.pt')).key)],
    ['a truncated manifest', /manifest is damaged/, async (key) => store.put(key, String(await store.get(key)).slice(0, 100))],
    [
      'a manifest that names a path out of its folder',
      /manifest is damaged: files\.\.\.\/optimizer\.pt/,
      (key) => rename(key, 'optimizer.pt', '../optimizer.pt'),
    ],
    ['a manifest that names an absolute path', /manifest is damaged/, (key) => rename(key, 'optimizer.pt', '/etc/passwd')],
    ['a manifest that would overwrite the local manifest', /manifest is damaged/, (key) => rename(key, 'optimizer.pt', 'manifest.json')],
    [
      'a manifest whose file points to another object',
      /points elsewhere/,
      (key) => change(key, (manifest) => (manifest.files['optimizer.pt'].key = 'runs/secret')),
    ],
    ['the manifest of another training', /another training/, (key) => change(key, (manifest) => (manifest.trainingHash = 'other'))],
    ['a manifest that was copied from elsewhere', /another place/, (key) => change(key, (manifest) => (manifest.trainKey = 'other'))],
  ];

  async function alter(key: string, edit: (bytes: Buffer) => Buffer, name = 'adapter_model.safetensors') {
    const blob = await blobOf(key, name);
    await store.put(blob.key, edit(Buffer.from((await store.get(blob.key)) as Buffer)));
  }
  // oxlint-disable-next-line typescript/no-explicit-any -- a manifest to be broken on purpose
  async function change(key: string, edit: (manifest: any) => unknown) {
    const manifest = JSON.parse(String(await store.get(key)));
    edit(manifest);
    await store.put(key, JSON.stringify(manifest));
  }
  const rename = (key: string, from: string, to: string) =>
    change(key, (manifest) => void ((manifest.files[to] = manifest.files[from]), delete manifest.files[from]));

  it.each(damages)('with %s is passed by for the one before, and named', async (_what, reason, damage) => {
    const before = await publish(10);
    const damaged = await publish(20);
    await damage(damaged);
    const found = (await find()) as FoundCheckpoint;
    expect(found).toMatchObject({ step: 10, manifestKey: before });
    expect(found.rejected).toEqual([{ key: damaged, reason: expect.stringMatching(reason) }]);
  });

  it('is nothing when it is the only one', async () => {
    await alter(await publish(10), (bytes) => bytes.subarray(1));
    expect(await find()).toBeNull();
  });

  it('does not spoil the same step trained again: equal bytes take the place of the damaged ones', async () => {
    await publish(10);
    await alter(await publish(20), (bytes) => bytes.subarray(1));
    expect(await find()).toMatchObject({ step: 10 });
    await publish(20, 'a2');
    expect(await find()).toMatchObject({ step: 20, rejected: [] });
  });
});

it('is patient with a store that cannot give a file now: older checkpoints are used, but none is no answer', async () => {
  const first = await publish(10);
  const second = await publish(20);
  const blocked = new Set([(await blobOf(second, 'optimizer.pt')).key]);
  const failing: ObjectStore = {
    ...store,
    getStream: async (key) => {
      if (blocked.has(key)) await createCheckpoints(unreachable(), createBlobs(unreachable())).findCheckpoint(query);
      return store.getStream(key);
    },
  };
  const seen = createCheckpoints(failing, createBlobs(failing));
  expect(await seen.findCheckpoint(query)).toMatchObject({ step: 10, rejected: [{ key: second }] });
  blocked.add((await blobOf(first, 'optimizer.pt')).key);
  await expect(seen.findCheckpoint(query)).rejects.toMatchObject({
    name: 'StoreUnavailable',
    details: { rejected: [{ key: second }, { key: first }] },
  });
});

function unreachable(): ObjectStore {
  return createS3ObjectStore({
    connection: { endpoint: 'http://127.0.0.1:1', region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } },
    bucket: 'none',
    limits: { attempts: 1 },
  });
}

describe('a local checkpoint folder', () => {
  const breaks: [string, (at: string) => Promise<unknown>][] = [
    ['without a manifest', (at) => unlink(join(at, 'manifest.json'))],
    ['with a torn manifest', (at) => truncate(join(at, 'manifest.json'), 50)],
    ['without one of its files', (at) => unlink(join(at, 'optimizer.pt'))],
    ['with a truncated file', (at) => truncate(join(at, 'optimizer.pt'), 50)],
    ['with an altered file of the same size', (at) => writeFile(join(at, 'adapter_config.json'), '{"r": 17}')],
    [
      'with a link instead of a file',
      async (at) => (await unlink(join(at, 'optimizer.pt')), symlink('/etc/hostname', join(at, 'optimizer.pt'))),
    ],
    ['whose manifest names a path', (at) => editManifest(at, '../20/optimizer.pt')],
    ['whose manifest names itself', (at) => editManifest(at, 'manifest.json')],
  ];
  async function editManifest(at: string, name: string) {
    const manifest = JSON.parse(await readFile(join(at, 'manifest.json'), 'utf8'));
    manifest.files[name] = manifest.files['optimizer.pt'];
    await writeFile(join(at, 'manifest.json'), JSON.stringify(manifest));
  }

  it.each(breaks)('%s is refused, and nothing of it becomes visible', async (_what, damage) => {
    await writeCheckpoint(local(20), 20);
    await damage(local(20));
    await expect(checkpoints.publishCheckpoint({ trainKey, attempt: 'a1', folder: local(20) })).rejects.toMatchObject({
      name: 'CheckpointCorrupt',
    });
    expect(await find()).toBeNull();
  });
});

it('fetches into an empty folder only, and never outside of it', async () => {
  await publish(20);
  const found = (await find()) as FoundCheckpoint;
  await expect(checkpoints.fetchCheckpoint(found, local(20))).rejects.toMatchObject({ name: 'InvalidInput' });
  const hostile = { ...found, files: { '../outside': found.files['optimizer.pt'] as { sha256: string; size: number } } };
  await expect(checkpoints.fetchCheckpoint(hostile, join(folder, 'in', 'side'))).rejects.toMatchObject({ name: 'CheckpointCorrupt' });
  expect(await readdir(join(folder, 'in'))).toEqual(['side']);
  expect(await readdir(join(folder, 'in', 'side'))).toEqual([]);
});

it('stops between files when its signal fires, with nothing visible', async () => {
  await writeCheckpoint(local(20), 20);
  const stop = new AbortController();
  const onProgress = () => stop.abort(new Error('lease lost'));
  await expect(
    checkpoints.publishCheckpoint({ trainKey, attempt: 'a1', folder: local(20), onProgress, signal: stop.signal }),
  ).rejects.toThrow('lease lost');
  expect(await find()).toBeNull();
});

it.each(['../x', 'a/b', ''])('refuses the attempt name %j', async (attempt) => {
  await expect(publish(20, attempt)).rejects.toMatchObject({ name: 'InvalidInput' });
});

it('keeps equal files of several checkpoints once', async () => {
  const [first, second] = [await publish(10), await publish(20)];
  const shared = await blobOf(first, 'adapter_config.json');
  expect(shared).toEqual(await blobOf(second, 'adapter_config.json'));
  expect(shared.key).toBe(blobKey(shared));
});
