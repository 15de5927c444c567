import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDatasetReader } from '../../src/datasets/dataset-reader.ts';
import type { DatasetReader } from '../../src/datasets/found-files.ts';
import { createFolderObjectStore } from '../../src/storage/folder-object-store.ts';
import { collect } from '../data/collect.ts';
import { storeReader } from './store-reader.ts';

let folder: string;
let reader: DatasetReader;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anneal-datasets-'));
  for (const path of ['root/law/general', 'second', 'elsewhere', 'bucket']) await mkdir(join(folder, path), { recursive: true });
  for (const [path, text] of [
    ['root/law/b.jsonl', 'b'],
    ['root/law/a.jsonl', 'a'],
    ['root/law/notes.txt', 'n'],
    ['root/law/general/deep.jsonl.gz', 'd'],
    ['second/other.json', '[]'],
    ['elsewhere/secret.jsonl', 's'],
  ] as const) {
    await writeFile(join(folder, path), text);
  }
  await symlink(join(folder, 'elsewhere'), join(folder, 'root/linked'));
  await symlink(join(folder, 'elsewhere/secret.jsonl'), join(folder, 'root/link.jsonl'));
  const store = createFolderObjectStore(join(folder, 'bucket'));
  for (const key of ['data/2.jsonl', 'data/1.jsonl', 'data/old/0.jsonl', 'data/readme.md']) await store.put(key, `object ${key}`);
  const s3 = storeReader(store);
  reader = createDatasetReader({ s3, dataRoots: [join(folder, 'root'), join(folder, 'second')] });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const textOf = async (uri: string) => Buffer.concat(await collect(await reader.open({ uri, size: 0 }))).toString();
const found = async (uri: string) => (await reader.find(uri)).map((file) => file.uri);
const refusal = (uri: string) =>
  reader.find(uri).then(
    () => Promise.reject(new Error('expected a refusal')),
    (error: { name: string; message: string }) => `${error.name}: ${error.message}`,
  );

describe('local paths', () => {
  test('are found under the data roots, in turn', async () => {
    expect(await reader.find('law/a.jsonl')).toEqual([{ uri: 'law/a.jsonl', size: 1 }]);
    expect(await found('other.json')).toEqual(['other.json']);
    expect(await textOf('law/a.jsonl')).toBe('a');
  });

  test('may be absolute when they lie under a root', async () => {
    const path = join(folder, 'root/law/b.jsonl');
    expect(await found(path)).toEqual([path]);
    expect(await textOf(path)).toBe('b');
  });

  test('may be globs, whose files come sorted', async () => {
    expect(await found('law/*.jsonl')).toEqual(['law/a.jsonl', 'law/b.jsonl']);
    expect(await found('law/**/*.{jsonl,jsonl.gz}')).toEqual(['law/a.jsonl', 'law/b.jsonl', 'law/general/deep.jsonl.gz']);
    expect(await found(join(folder, 'root/law/*.jsonl'))).toHaveLength(2);
  });

  test.each([
    ['law/none.jsonl', /no such file under/],
    ['law/none*.jsonl', /no such file under/],
    ['../elsewhere/secret.jsonl', /"\.\.", which is not allowed/],
    ['law/../../elsewhere/secret.jsonl', /"\.\."/],
    ['link.jsonl', /symbolic link/],
    ['linked/secret.jsonl', /symbolic link/],
    ['linked/*.jsonl', /symbolic link/],
    ['*.jsonl', /symbolic link/],
    ['law', /it is a folder/],
    ['law/notes.txt', /name ends in no format/],
    ['/etc/passwd', /no such file under/],
    ['file:///etc/passwd', /scheme file:\/\/ is not supported/],
    ['https://example.com/a.jsonl', /scheme https:\/\/ is not supported/],
    ['/dev/zero', /no such file/],
  ])('%s is refused with what is allowed', async (uri, reason) => {
    const message = await refusal(uri);
    expect(message).toMatch(reason);
    expect(message).toMatch(/^InvalidInput: Dataset ".*Allowed are s3:\/\/bucket\/key/);
  });

  test('outside are not opened either, whatever a plan says', async () => {
    await expect(textOf(join(folder, 'elsewhere/secret.jsonl'))).rejects.toThrow(/gone/);
    await expect(textOf('../elsewhere/secret.jsonl')).rejects.toThrow(/"\.\."/);
    await expect(textOf('link.jsonl')).rejects.toThrow(/symbolic link/);
  });

  test('need a worker with data roots', async () => {
    const bare = createDatasetReader({ s3: storeReader(createFolderObjectStore(folder)), dataRoots: [] });
    await expect(bare.find('law/a.jsonl')).rejects.toThrow(/this worker has no data roots/);
  });
});

describe('s3 addresses', () => {
  test('name one object, or many by a glob', async () => {
    expect(await found('s3://team/data/1.jsonl')).toEqual(['s3://team/data/1.jsonl']);
    expect(await found('s3://team/data/*.jsonl')).toEqual(['s3://team/data/1.jsonl', 's3://team/data/2.jsonl']);
    expect(await found('s3://team/data/**/[0-1].jsonl')).toEqual(['s3://team/data/1.jsonl', 's3://team/data/old/0.jsonl']);
    expect(await textOf('s3://team/data/2.jsonl')).toBe('object data/2.jsonl');
  });

  test.each([
    ['s3://team/data', /no such object, but others begin with this name, such as s3:\/\/team\/data\/1\.jsonl/],
    ['s3://team/nothing.jsonl', /there is no such object/],
    ['s3://team/data/*.json', /none of the 4 objects below s3:\/\/team\/data\/ matches/],
    ['s3://team', /names no bucket and key/],
    ['s3://*/data.jsonl', /names no bucket and key/],
    ['s3://team/data/readme.md', /name ends in no format/],
  ])('%s is refused with what was found', async (uri, reason) => {
    expect(await refusal(uri)).toMatch(reason);
  });
});
