import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findVersion, isFolderName, readVersionFolder } from '../../../src/servers/serve/find-version.ts';
import { createFolderObjectStore } from '../../../src/storage/folder-object-store.ts';
import type { ObjectStore } from '../../../src/storage/object-store.ts';
import { versionKey } from '../../../src/storage/versions.ts';
import { madeVersion, writeVersionFolder } from './made-version.ts';

let folder: string;
let store: ObjectStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'anneal-versions-'));
  store = createFolderObjectStore(join(folder, 'store'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const register = (name: string, version: number) => store.put(versionKey(name, version), JSON.stringify(madeVersion({ name, version })));

describe('a registered model', () => {
  test('is found by its name, which means the newest version, or by name and version', async () => {
    for (const version of [1, 2, 10]) await register('cards', version);
    expect((await findVersion(store, 'cards')).version.version).toBe(10);
    expect((await findVersion(store, 'cards@2')).version.version).toBe(2);
  });

  test('that is not there is told with those there are', async () => {
    await expect(findVersion(store, 'cards')).rejects.toThrow(/None is registered in this store/);
    await register('cards', 2);
    await register('poems', 1);
    await expect(findVersion(store, 'prose')).rejects.toThrow('No model is registered as "prose". There are cards, poems.');
    await expect(findVersion(store, 'cards@1')).rejects.toThrow('cards has no version 1; there are 2.');
  });

  test.each(['cards@0', 'cards@one', 'cards@1@2', '@1', '', '.hidden'])('is not named %j', async (name) => {
    await expect(findVersion(store, name)).rejects.toMatchObject({ name: 'InvalidInput' });
  });

  test('whose record cannot be read is refused', async () => {
    await store.put(versionKey('cards', 1), '{}');
    await expect(findVersion(store, 'cards')).rejects.toThrow('Version 1 of cards cannot be read');
  });
});

describe('a folder that holds a model', () => {
  const files = { 'adapter_model.safetensors': Buffer.from('weights'), 'adapter_config.json': Buffer.from('{}') };

  test('is told from a name by its slash', () => {
    expect(['./cards', '/cards', 'models/cards', '.'].map(isFolderName)).toEqual([true, true, true, true]);
    expect(['cards', 'cards@2', 'card.s'].map(isFolderName)).toEqual([false, false, false]);
  });

  test('is read with its adapter where it is', async () => {
    const version = writeVersionFolder(join(folder, 'cards'), madeVersion(), files);
    expect(await readVersionFolder(join(folder, 'cards'))).toEqual({ version, adapterFolder: join(folder, 'cards') });
  });

  test('is refused when a file is missing, or another than its lineage names', async () => {
    await expect(readVersionFolder(folder)).rejects.toThrow('holds no lineage.json');
    writeVersionFolder(join(folder, 'cards'), madeVersion(), files);
    writeFileSync(join(folder, 'cards', 'adapter_model.safetensors'), 'other');
    await expect(readVersionFolder(join(folder, 'cards'))).rejects.toMatchObject({ name: 'ContentConflict' });
    rmSync(join(folder, 'cards', 'adapter_model.safetensors'));
    await expect(readVersionFolder(join(folder, 'cards'))).rejects.toThrow('without --merged');
  });
});
