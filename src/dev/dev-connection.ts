import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { identifyProcess, isAlive } from '../trainer-process/process-identity.ts';
import type { S3Access, S3Server } from './s3-server.ts';
import type { TemporalServer } from './temporal-server.ts';

const DevConnection = z.object({
  owner: z.object({ pid: z.int(), startedAt: z.string() }),
  temporal: z.object({
    address: z.string(),
    namespace: z.string(),
    uiUrl: z.string().nullable(),
    pid: z.int(),
  }),
  s3: z.object({
    endpoint: z.string(),
    bucket: z.string(),
    region: z.string(),
    accessKeyId: z.string(),
    secretAccessKey: z.string(),
    pid: z.int(),
  }),
  worker: z.object({ pid: z.int().nullable() }).nullable(),
});
/** Where the servers of a running dev environment are, and the keys to them. */
export type DevConnection = z.infer<typeof DevConnection>;

const connectionFile = (root: string) => join(root, 'connection.json');

/** The connection of the dev environment that runs in `root` now, or null when none does. */
export function readDevConnection(root: string): DevConnection | null {
  try {
    const connection = DevConnection.parse(JSON.parse(readFileSync(connectionFile(root), 'utf8')));
    return isAlive(connection.owner) ? connection : null;
  } catch {
    return null; // no file, or one of another version
  }
}

/** Written for the owner's eyes only, and replaced in one step. */
export function writeDevConnection(root: string, temporal: TemporalServer, s3: S3Server, worker: { pid: number | null } | null): void {
  const { endpoint, bucket, region, accessKeyId, secretAccessKey } = s3;
  const connection: DevConnection = {
    owner: identifyProcess(process.pid)!,
    temporal: {
      address: temporal.address,
      namespace: 'default',
      uiUrl: temporal.uiUrl,
      pid: temporal.pid,
    },
    s3: { endpoint, bucket, region, accessKeyId, secretAccessKey, pid: s3.pid },
    worker,
  };
  const path = connectionFile(root);
  writeFileSync(`${path}.new`, `${JSON.stringify(connection, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

export function removeDevConnection(root: string): void {
  rmSync(connectionFile(root), { force: true });
}

/** The variables by which worker and CLI find these servers. */
export function connectionVariables(temporal: Pick<TemporalServer, 'address'>, s3: S3Access): Record<string, string> {
  return {
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: 'default',
    ANNEAL_S3_ENDPOINT: s3.endpoint,
    ANNEAL_S3_BUCKET: s3.bucket,
    ANNEAL_S3_REGION: s3.region,
    ANNEAL_S3_ACCESS_KEY_ID: s3.accessKeyId,
    ANNEAL_S3_SECRET_ACCESS_KEY: s3.secretAccessKey,
  };
}
