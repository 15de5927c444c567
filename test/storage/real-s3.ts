import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startS3Server } from '../../src/dev/s3-server.ts';
import type { S3Server } from '../../src/dev/s3-server.ts';
import type { S3StoreOptions } from '../../src/storage/s3-object-store.ts';

export interface RealS3 {
  server: S3Server;
  /** A fresh prefix of its bucket; `endpoint`: a proxy before it. */
  options(changes?: Partial<S3StoreOptions> & { endpoint?: string }): S3StoreOptions;
  stop(): Promise<void>;
}

/** The embedded S3 server over a folder of its own. */
export async function startRealS3(): Promise<RealS3> {
  const folder = await mkdtemp(join(tmpdir(), 'anneal-storage-'));
  const server = await startS3Server({ folder, bucket: 'storage-tests' });
  const { accessKeyId, secretAccessKey, region, bucket } = server;
  return {
    server,
    options: ({ endpoint = server.endpoint, ...changes } = {}) => ({
      connection: { endpoint, region, credentials: { accessKeyId, secretAccessKey } },
      bucket,
      prefix: `tests/${randomUUID()}`,
      ...changes,
    }),
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
