import { afterAll, beforeAll, expect, it } from 'vitest';
import { createS3ObjectStore } from '../../src/storage/s3-object-store.ts';
import { createS3Reader, parseS3Uri } from '../../src/storage/s3-reader.ts';
import type { S3Reader } from '../../src/storage/s3-reader.ts';
import { startRealS3 } from './real-s3.ts';
import type { RealS3 } from './real-s3.ts';
import { seededBytes } from './seeded-bytes.ts';

let s3: RealS3;
let reader: S3Reader;
const bytes = seededBytes(300_000);

beforeAll(async () => {
  s3 = await startRealS3();
  const { connection, bucket } = s3.options();
  reader = createS3Reader({ connection });
  const store = createS3ObjectStore({ connection, bucket });
  await store.put('team data/März 2026/part-1.jsonl', bytes);
  await store.put('team data/März 2026/part-2.jsonl', '{}\n');
  await store.put('team data/other.csv', 'a,b\n');
});
afterAll(() => s3.stop());

const uri = (key: string) => `s3://${s3.server.bucket}/${key}`;

it('streams an object of any bucket, whatever its key looks like', async () => {
  const dataset = await reader.openDataset(uri('team data/März 2026/part-1.jsonl'));
  const parts: Uint8Array[] = [];
  for await (const chunk of dataset.chunks) parts.push(chunk);
  expect(Buffer.concat(parts).equals(bytes)).toBe(true);
  expect(dataset).toMatchObject({ uri: uri('team data/März 2026/part-1.jsonl'), size: 300_000 });
});

it('lists what begins with an address, as addresses', async () => {
  const found = [];
  for await (const object of reader.list(uri('team data/März'))) found.push(object.uri);
  expect(found).toEqual([uri('team data/März 2026/part-1.jsonl'), uri('team data/März 2026/part-2.jsonl')]);
});

it('says what is not there', async () => {
  await expect(reader.openDataset(uri('no/such.jsonl'))).rejects.toMatchObject({
    name: 'NotFound',
    message: expect.stringContaining(uri('no/such.jsonl')),
  });
  await expect(reader.list('s3://no-such-bucket/x')[Symbol.asyncIterator]().next()).rejects.toMatchObject({ name: 'StoreRefused' });
});

it('takes addresses apart and refuses those that are none', () => {
  expect(parseS3Uri('s3://my-bucket/a/b c.jsonl')).toEqual({ bucket: 'my-bucket', key: 'a/b c.jsonl' });
  expect(parseS3Uri('s3://my-bucket')).toEqual({ bucket: 'my-bucket', key: '' });
  for (const wrong of ['', 'my-bucket/a', 's3:/my-bucket/a', 'https://x/y', 's3://', 's3://Big_Bucket/a']) {
    expect(() => parseS3Uri(wrong)).toThrow(expect.objectContaining({ name: 'InvalidInput' }));
  }
});
