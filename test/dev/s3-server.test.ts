import { createServer } from 'node:net';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, onTestFinished, test } from 'vitest';
import { startS3Server } from '../../src/dev/s3-server.ts';
import type { S3Access } from '../../src/dev/s3-server.ts';
import { temporaryFolder } from './temporary-folder.ts';

async function start(folder: string, port?: number) {
  const server = await startS3Server({ folder, bucket: 'checkpoints', ...(port !== undefined && { port }) });
  onTestFinished(() => server.stop());
  return server;
}

function clientFor({ endpoint, region, accessKeyId, secretAccessKey }: S3Access): S3Client {
  const client = new S3Client({ endpoint, region, credentials: { accessKeyId, secretAccessKey }, forcePathStyle: true });
  onTestFinished(() => client.destroy());
  return client;
}

const object = { Bucket: 'checkpoints', Key: 'runs/plan.json' };

test('an object survives the death of the server by kill -9 and its restart on the same address with the same keys', async () => {
  const server = await start(temporaryFolder());
  const { endpoint, secretAccessKey, pid } = server;
  const client = clientFor(server);
  await client.send(new PutObjectCommand({ ...object, Body: 'a plan' }));

  await server.kill();
  await expect(fetch(endpoint)).rejects.toThrow('fetch failed');
  await server.restart();

  expect(server).toMatchObject({ endpoint, secretAccessKey });
  expect(server.pid).not.toBe(pid);
  const found = await client.send(new GetObjectCommand(object));
  expect(await found.Body?.transformToString()).toBe('a plan');
});

test('a stopped server leaves objects and keys to the next one on its folder', async () => {
  const folder = temporaryFolder();
  const first = await start(folder);
  await clientFor(first).send(new PutObjectCommand({ ...object, Body: 'a plan' }));
  await first.stop();

  const second = await start(folder);
  expect(second).toMatchObject({ accessKeyId: first.accessKeyId, secretAccessKey: first.secretAccessKey });
  const listing = await clientFor(second).send(new ListObjectsV2Command({ Bucket: 'checkpoints' }));
  expect(listing.Contents?.map(({ Key }) => Key)).toEqual([object.Key]);
});

test('without the keys nothing can be read or written, and only the owner can read them', async () => {
  const folder = temporaryFolder();
  const server = await start(folder);
  await clientFor(server).send(new PutObjectCommand({ ...object, Body: 'a plan' }));
  const url = `${server.endpoint}/${object.Bucket}/${object.Key}`;
  expect((await fetch(url)).status).toBe(403);
  expect((await fetch(url, { method: 'PUT', body: 'else' })).status).toBe(403);
  const wrong = clientFor({ ...server, secretAccessKey: 'x'.repeat(40) });
  await expect(wrong.send(new GetObjectCommand(object))).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
  expect(statSync(join(folder, 'keys.json')).mode & 0o777).toBe(0o600);
});

test('a taken port is refused by its number before anything starts', async () => {
  const squatter = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void squatter.close());
  await once(squatter, 'listening');
  const { port } = squatter.address() as AddressInfo;
  const failure = await start(temporaryFolder(), port).catch((error: unknown) => error);
  expect(failure).toMatchObject({ name: 'StoreUnavailable', message: expect.stringContaining(`port ${port} on 127.0.0.1 is taken`) });
});
