import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDatasetReader } from '../../src/datasets/dataset-reader.ts';
import { startS3Server, type S3Server } from '../../src/dev/s3-server.ts';
import { createS3ObjectStore } from '../../src/storage/s3-object-store.ts';
import { createS3Reader } from '../../src/storage/s3-reader.ts';
import { collect } from '../data/collect.ts';

let folder: string;
let server: S3Server;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anneal-s3-datasets-'));
  server = await startS3Server({ folder, bucket: 'team' });
});

afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

function connectionOf({ endpoint, region, accessKeyId, secretAccessKey }: S3Server, secret = secretAccessKey) {
  return { endpoint, region, credentials: { accessKeyId, secretAccessKey: secret } };
}

test('datasets in a real S3 service are found by name and by glob, and what is wrong is named', async () => {
  const store = createS3ObjectStore({ connection: connectionOf(server), bucket: 'team' });
  for (const key of ['clauses/2026/b.jsonl', 'clauses/2026/a.jsonl', 'clauses/2025/a.jsonl', 'clauses/readme.txt'])
    await store.put(key, `text of ${key}`);
  const reader = createDatasetReader({ s3: createS3Reader({ connection: connectionOf(server) }), dataRoots: [] });
  expect((await reader.find('s3://team/clauses/2026/*.jsonl')).map(({ uri }) => uri)).toEqual([
    's3://team/clauses/2026/a.jsonl',
    's3://team/clauses/2026/b.jsonl',
  ]);
  expect(await reader.find('s3://team/clauses/**/a.jsonl')).toHaveLength(2);
  const [file] = await reader.find('s3://team/clauses/2025/a.jsonl');
  expect(Buffer.concat(await collect(await reader.open(file!))).toString()).toBe('text of clauses/2025/a.jsonl');
  await expect(reader.find('s3://team/clauses/2027/*.jsonl')).rejects.toMatchObject({ name: 'InvalidInput' });
  await expect(reader.find('s3://nobodys/clauses.jsonl')).rejects.toMatchObject({ permanent: true });
  const stranger = createDatasetReader({ s3: createS3Reader({ connection: connectionOf(server, 'wrong') }), dataRoots: [] });
  await expect(stranger.find('s3://team/clauses/2025/a.jsonl')).rejects.toMatchObject({ name: 'StoreRefused' });
});
