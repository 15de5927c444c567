import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createFolderObjectStore } from '../../src/storage/folder-object-store.ts';
import type { ObjectStore } from '../../src/storage/object-store.ts';
import { listVersions, writeVersion } from '../../src/storage/versions.ts';

let folder: string;
let store: ObjectStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anneal-versions-'));
  store = createFolderObjectStore(folder);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const write = (runId: string, name = 'contracts') => writeVersion({ store, name, runId, build: (version) => ({ runId, version, name }) });

it('numbers the versions of each model from one', async () => {
  expect(await write('run-a')).toEqual({ version: 1, key: 'models/contracts/versions/1.json', existed: false });
  expect(await write('run-b')).toMatchObject({ version: 2 });
  expect(await write('run-a', 'other')).toMatchObject({ version: 1 });
  expect(JSON.parse(String(await store.get('models/contracts/versions/2.json')))).toEqual({
    runId: 'run-b',
    version: 2,
    name: 'contracts',
  });
});

it('writes one version a run, however often it tries', async () => {
  await write('run-a');
  await write('run-b');
  expect(await write('run-a')).toEqual({ version: 1, key: 'models/contracts/versions/1.json', existed: true });
  expect(await listVersions(store, 'contracts')).toEqual([1, 2]);
});

it('gives 12 runs at the same moment 12 numbers, with tens after nines', async () => {
  const written = await Promise.all(Array.from({ length: 12 }, (_, run) => write(`run-${run}`)));
  expect(written.map(({ version }) => version).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
  expect(await write('one more')).toMatchObject({ version: 13 });
});

it('keeps the number of a damaged version taken', async () => {
  await store.put('models/contracts/versions/4.json', '{"run');
  expect(await write('run-a')).toMatchObject({ version: 5 });
});

it('refuses names that lead elsewhere', async () => {
  for (const name of ['../x', 'a/b', '', '.hidden']) await expect(write('run-a', name)).rejects.toMatchObject({ name: 'InvalidInput' });
});
