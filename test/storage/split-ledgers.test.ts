import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFolderObjectStore } from '../../src/storage/folder-object-store.ts';
import type { ObjectStore } from '../../src/storage/object-store.ts';
import { createSplitLedgers, type SplitLedgers } from '../../src/storage/split-ledgers.ts';

let folder: string;
let store: ObjectStore;
let ledgers: SplitLedgers;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anneal-ledgers-'));
  store = createFolderObjectStore(folder);
  ledgers = createSplitLedgers(store);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const ledger = (number: number) => ({ sha256: String(number).padStart(64, '0'), size: number, rows: number });

async function onlyKey(): Promise<string> {
  const keys = [];
  for await (const { key } of store.list('splits/')) keys.push(key);
  expect(keys).toHaveLength(1);
  return keys[0]!;
}

describe('the pointer to the newest ledger of a model', () => {
  test('is none before the first split, then the ledger that was put there last', async () => {
    expect(await ledgers.find('desk', 'salt')).toBeNull();
    expect(await ledgers.replace('desk', 'salt', ledger(1), null)).toBe(true);
    const first = await ledgers.find('desk', 'salt');
    expect(first?.ledger).toEqual(ledger(1));
    expect(await ledgers.replace('desk', 'salt', ledger(2), first)).toBe(true);
    expect((await ledgers.find('desk', 'salt'))?.ledger).toEqual(ledger(2));
    expect(await onlyKey()).toMatch(/^splits\/desk\/[0-9a-f]{32}\.json$/);
  });

  test('is of one model and one salt', async () => {
    await ledgers.replace('desk', 'salt', ledger(1), null);
    expect(await ledgers.find('desk', 'other')).toBeNull();
    expect(await ledgers.find('desk-2', 'salt')).toBeNull();
    expect(await ledgers.replace('desk', 'other', ledger(3), null)).toBe(true);
    expect((await ledgers.find('desk', 'salt'))?.ledger).toEqual(ledger(1));
  });

  test('is replaced by one of many that try at once, whether there was one or not', async () => {
    for (const round of [1, 2]) {
      const before = await ledgers.find('desk', 'salt');
      const tries = Array.from({ length: 10 }, (_, index) => ledgers.replace('desk', 'salt', ledger(10 * round + index), before));
      expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(1);
    }
  });

  test('that somebody replaced since is not replaced, even where it says what it said', async () => {
    await ledgers.replace('desk', 'salt', ledger(1), null);
    const before = await ledgers.find('desk', 'salt');
    await ledgers.replace('desk', 'salt', ledger(2), before);
    expect(await ledgers.replace('desk', 'salt', ledger(3), before)).toBe(false);
    expect(await ledgers.replace('desk', 'salt', ledger(3), null)).toBe(false);
    expect((await ledgers.find('desk', 'salt'))?.ledger).toEqual(ledger(2));
  });

  test.each(['', 'no JSON', '[]', '{"format":2}', '{"format":1,"salt":"salt","ledger":{"sha256":"../../etc","size":1,"rows":1}}'])(
    'that is damaged (%j) is named with what to do',
    async (text) => {
      await ledgers.replace('desk', 'salt', ledger(1), null);
      const key = await onlyKey();
      await store.put(key, text);
      await expect(ledgers.find('desk', 'salt')).rejects.toMatchObject({
        name: 'ContentConflict',
        message: `${key} is no pointer to a split ledger. Put it back, or delete it to begin a new ledger (rows may then move from test to train).`,
      });
    },
  );

  test('is never of a model whose name leads elsewhere', async () => {
    for (const name of ['../other', 'a/b', '']) await expect(ledgers.find(name, 'salt')).rejects.toThrow('name of the model');
  });
});
