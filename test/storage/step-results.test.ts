import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { BlobRef } from '../../src/contracts/blob.ts';
import { blobKey, createBlobs } from '../../src/storage/blobs.ts';
import type { Blobs } from '../../src/storage/blobs.ts';
import { createFolderObjectStore } from '../../src/storage/folder-object-store.ts';
import type { ObjectStore } from '../../src/storage/object-store.ts';
import { createStepResults, stepKey } from '../../src/storage/step-results.ts';
import type { StepResults } from '../../src/storage/step-results.ts';

const Result = z.strictObject({ rows: BlobRef, count: z.int() });
const key = stepKey({ step: 'cleanDataset', version: 1, inputs: ['a'.repeat(64)], parameters: { keep: true } });
let folder: string;
let store: ObjectStore;
let blobs: Blobs;
let results: StepResults;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anneal-steps-'));
  store = createFolderObjectStore(folder);
  blobs = createBlobs(store);
  results = createStepResults(store, blobs);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function someResult(text = 'rows') {
  const rows = await blobs.putBytes(text);
  return { rows, count: 4 };
}

it('names a step by all that decides its result, whatever the order of keys', () => {
  const identity = { step: 's', version: 1, inputs: ['x'], parameters: { a: 1, b: 2 } };
  expect(stepKey({ ...identity, parameters: { b: 2, a: 1 } })).toBe(stepKey(identity));
  const others = [{ step: 't' }, { version: 2 }, { inputs: ['y'] }, { parameters: { a: 1 } }, { environment: { threads: 2 } }];
  expect(new Set([identity, ...others.map((other) => ({ ...identity, ...other }))].map(stepKey)).size).toBe(6);
});

it('finds a result that was kept, and nothing before', async () => {
  const result = await someResult();
  expect(await results.find('cleanDataset', key, Result)).toBeNull();
  expect(await results.keep('cleanDataset', key, result, [result.rows])).toEqual(result);
  expect(await results.find('cleanDataset', key, Result)).toEqual(result);
  expect(await results.keep('cleanDataset', key, { count: 4, rows: result.rows }, [result.rows])).toEqual(result);
});

it('misses a result whose blobs are gone, and takes the one that is made again', async () => {
  const result = await someResult();
  await results.keep('cleanDataset', key, result, [result.rows]);
  await store.delete(blobKey(result.rows));
  expect(await results.find('cleanDataset', key, Result)).toBeNull();
  await results.keep('cleanDataset', key, await someResult(), [result.rows]);
  expect(await results.find('cleanDataset', key, Result)).toEqual(result);
});

it('misses a result whose blob was altered: by its size or record at once, by its bytes when it looks deep', async () => {
  const result = await someResult();
  await results.keep('cleanDataset', key, result, [result.rows]);
  expect(await results.find('cleanDataset', key, Result, { deep: true })).toEqual(result);
  await store.put(blobKey(result.rows), 'swor');
  expect(await results.find('cleanDataset', key, Result, { deep: true })).toBeNull();
});

it('misses a result of another shape', async () => {
  const result = await someResult();
  await results.keep('cleanDataset', key, result, [result.rows]);
  expect(await results.find('cleanDataset', key, z.strictObject({ other: z.string() }))).toBeNull();
});

it('refuses another result under the same name, and keeps the first where the step allows it', async () => {
  const [first, second] = [await someResult('one'), await someResult('two')];
  await results.keep('cleanDataset', key, first, [first.rows]);
  await expect(results.keep('cleanDataset', key, second, [second.rows])).rejects.toMatchObject({
    name: 'ContentConflict',
    message: expect.stringContaining('version'),
  });
  expect(await results.keep('cleanDataset', key, second, [second.rows], { firstWins: true })).toEqual(first);
  expect(await results.find('cleanDataset', key, Result)).toEqual(first);
});

it('lets a second result take the place of a first one that nobody can use any more', async () => {
  const [first, second] = [await someResult('one'), await someResult('two')];
  await results.keep('cleanDataset', key, first, [first.rows]);
  await store.delete(blobKey(first.rows));
  expect(await results.keep('cleanDataset', key, second, [second.rows], { firstWins: true })).toEqual(second);
  expect(await results.find('cleanDataset', key, Result)).toEqual(second);
});

it('passes by a torn record and replaces it', async () => {
  const result = await someResult();
  await store.put(`steps/cleanDataset/${key}.json`, '{"format":1,"st');
  expect(await results.find('cleanDataset', key, Result)).toBeNull();
  await results.keep('cleanDataset', key, result, [result.rows]);
  expect(await results.find('cleanDataset', key, Result)).toEqual(result);
});

it('gives 20 writers at once the same result', async () => {
  const candidates = await Promise.all(Array.from({ length: 20 }, (_, writer) => someResult(`writer ${writer}`)));
  const kept = await Promise.all(
    candidates.map((result) => results.keep('evaluateModel', key, result, [result.rows], { firstWins: true })),
  );
  expect(new Set(kept.map(({ rows }) => rows.sha256)).size).toBe(1);
});
