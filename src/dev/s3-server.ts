import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { z } from 'zod';
import { venvExecutable } from './checkout.ts';
import { reservePorts } from './free-ports.ts';
import { startServer } from './server-process.ts';
import type { ServerProcess, Supervision } from './server-process.ts';

export interface S3ServerOptions {
  /** Holds objects and keys; one server each. */
  folder: string;
  bucket: string;
  /** Default: s3.log in the folder. */
  logFile?: string;
  /** Default: a free one, the same for the same folder. */
  port?: number;
  /** Default: the one that set-up installs in the checkout. */
  executable?: string;
  /** Start it again when it dies. Default: no. */
  supervision?: Supervision;
}

/** What a client needs to reach a store. */
export interface S3Access {
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface S3Server extends ServerProcess, S3Access {}

const KeyPair = z.object({ accessKeyId: z.string(), secretAccessKey: z.string() });
type KeyPair = z.infer<typeof KeyPair>;

/**
 * Starts a real S3 server (seaweedfs) on loopback; objects and keys live in the folder and survive its death.
 * For development: whoever can reach its other loopback ports can read without keys.
 * @throws AnnealFailure StoreUnavailable when it does not come up.
 */
export async function startS3Server(options: S3ServerOptions): Promise<S3Server> {
  const folder = resolve(options.folder);
  mkdirSync(join(folder, 'data'), { recursive: true, mode: 0o700 });
  const keys = keyPair(join(folder, 'keys.json'));
  const reservation = await reservePorts(5, `s3 ${folder}`);
  const [freePort, ...otherPorts] = reservation.ports as [number, number, number, number, number];
  const port = options.port ?? freePort;
  const access: S3Access = {
    endpoint: `http://127.0.0.1:${port}`,
    bucket: options.bucket,
    region: 'us-east-1',
    ...keys,
  };
  const server = await startServer({
    name: 'S3 server',
    failure: 'StoreUnavailable',
    executable: options.executable ?? venvExecutable('weed'),
    args: serverArguments(join(folder, 'data'), options.bucket, port, otherPorts),
    // The pair becomes the admin identity; without it anybody may write. The limit keeps its memory below 400 MiB.
    env: {
      AWS_ACCESS_KEY_ID: keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
      GOMEMLIMIT: '512MiB',
    },
    folder,
    logFile: resolve(options.logFile ?? join(folder, 's3.log')),
    ports: [port, ...otherPorts].flatMap((each) => [each, each + 10_000]), // each has a gRPC twin
    reservation,
    graceMs: 4_000, // 2 s are usual; stopped while starting it waits 10 s for nothing, and a SIGKILL loses no acknowledged object
    probe: () => probeBucket(access),
    ...(options.supervision && { supervision: options.supervision }),
  });
  const properties = Object.entries(access).map(([name, value]) => [name, { value: value as string, enumerable: true }]);
  return Object.defineProperties(server as S3Server, Object.fromEntries(properties) as PropertyDescriptorMap);
}

/** All flags at every start: those left out would be restored from the last start's. Defaults bind all interfaces and send telemetry. */
function serverArguments(folder: string, bucket: string, port: number, others: [number, number, number, number]): string[] {
  const [master, volume, filer, admin] = others;
  return [
    ['-logtostderr=true', 'mini', `-dir=${folder}`, `-bucket=${bucket}`, '-ip=127.0.0.1', '-ip.bind=127.0.0.1', '-master.telemetry=false'],
    [`-s3.port=${port}`, `-master.port=${master}`, `-volume.port=${volume}`, `-filer.port=${filer}`, `-admin.port=${admin}`],
    ['-s3.autoCreateBucket=false', '-s3.allowDeleteBucketNotEmpty=false', '-webdav=false', '-admin.ui=false'],
    ['-s3.port.iceberg=0', '-s3.port.lance=0'],
    ['-master.resumeState=false'], // a resumed election often misses the first heartbeat and waits 5 s for the next; the data tell the rest
  ].flat();
}

/** Made once and kept, so that a restart over the same data answers to the same keys. */
function keyPair(path: string): KeyPair {
  if (existsSync(path)) return KeyPair.parse(JSON.parse(readFileSync(path, 'utf8')));
  const pair = {
    accessKeyId: `ANNEAL${randomBytes(7).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString('base64url'),
  };
  writeFileSync(`${path}.new`, `${JSON.stringify(pair)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
  return pair;
}

/** Listing answers up to a second before the bucket exists: only a put proves that it works. */
async function probeBucket({ endpoint, bucket, region, accessKeyId, secretAccessKey }: S3Access): Promise<void> {
  const credentials = { accessKeyId, secretAccessKey };
  const client = new S3Client({
    endpoint,
    region,
    credentials,
    forcePathStyle: true,
    maxAttempts: 1,
  });
  const key = { Bucket: bucket, Key: '.ready' };
  const limit = () => ({ abortSignal: AbortSignal.timeout(3_000) });
  try {
    await client.send(new PutObjectCommand({ ...key, Body: 'ready' }), limit());
    await client.send(new DeleteObjectCommand(key), limit());
  } finally {
    client.destroy();
  }
}
