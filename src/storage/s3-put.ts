import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { PutObjectCommandInput } from '@aws-sdk/client-s3';
import { AnnealFailure } from '../contracts/failure.ts';
import { crc32Of, sha256Of } from './checksums.ts';
import type { ObjectStore, PutCondition } from './object-store.ts';
import { call } from './s3-bucket.ts';
import type { S3Bucket } from './s3-bucket.ts';
import { downloadStream } from './s3-download.ts';
import { answeredStatus } from './s3-failures.ts';
import { readHeader, writeIdName } from './s3-header.ts';

type Written = Awaited<ReturnType<ObjectStore['put']>>;

const mostConflicts = 10;

/** Puts a small object, under a condition or none; see `ObjectStore.put`. */
export async function putObject(bucket: S3Bucket, key: string, bytes: Uint8Array, condition: PutCondition): Promise<Written> {
  if (!bucket.conditionalWrites && !(await holds(bucket, key, condition))) return { written: false, etag: null };
  const conditional = bucket.conditionalWrites && (condition.ifAbsent === true || condition.ifMatch !== undefined);
  const { sha256 = sha256Of(bytes) } = condition;
  const writeId = randomUUID();
  const input = putInput(bucket, key, bytes, { sha256, [writeIdName]: writeId }, conditional ? condition : {});
  for (let conflicts = 0; ; conflicts += 1) {
    try {
      const { ETag } = await call(
        bucket,
        `a put of ${key}`,
        (abortSignal) => bucket.client.send(new PutObjectCommand(input), { abortSignal }),
        { bytes: bytes.length },
      );
      await verifyWhereUnchecked(bucket, key, sha256);
      return { written: true, etag: ETag ?? null };
    } catch (error) {
      if (!conditional || isRefusal(error)) throw error;
      if (answeredStatus(error) === 409 && conflicts < mostConflicts) await delay(20 * (conflicts + 1)); // another write was under way: ask again
      else return settle(bucket, key, condition, writeId, error);
    }
  }
}

function putInput(
  { name, prefix, checksums }: S3Bucket,
  key: string,
  body: Uint8Array,
  metadata: Record<string, string>,
  { ifAbsent, ifMatch }: PutCondition,
): PutObjectCommandInput {
  return {
    Bucket: name,
    Key: prefix + key,
    Body: body,
    ContentLength: body.length,
    Metadata: metadata,
    ...(checksums ? { ChecksumCRC32: crc32Of(body) } : {}),
    ...(ifAbsent ? { IfNoneMatch: '*' } : {}),
    ...(ifMatch === undefined ? {} : { IfMatch: ifMatch }),
  };
}

/** A conditional put failed. Its first try may have acted and lost its answer: then the object bears its write id. */
async function settle(bucket: S3Bucket, key: string, condition: PutCondition, writeId: string, error: unknown): Promise<Written> {
  const found = await readHeader(bucket, key);
  if (found?.writeId === writeId) return { written: true, etag: found.object.etag };
  const status = answeredStatus(error);
  const lost = status === 412 || (status === 404 && condition.ifMatch !== undefined) || (condition.ifAbsent === true && found !== null);
  if (!lost) throw error;
  return { written: false, etag: found?.object.etag ?? null };
}

/** For stores without conditional writes: as good as can be, not atomic. Names that no other writer uses make up for it. */
async function holds(bucket: S3Bucket, key: string, { ifAbsent, ifMatch }: PutCondition): Promise<boolean> {
  if (!ifAbsent && ifMatch === undefined) return true;
  const found = await readHeader(bucket, key);
  return ifAbsent ? found === null : found?.object.etag === ifMatch;
}

/** A store that checks no checksum may have kept what the wire damaged. */
export async function verifyWhereUnchecked(bucket: S3Bucket, key: string, sha256: string): Promise<void> {
  if (bucket.checksums) return;
  const found = await readHeader(bucket, key);
  if (found === null) return;
  const hash = createHash('sha256');
  for await (const chunk of downloadStream(bucket, { ...found.object, key: bucket.prefix + key })) hash.update(chunk);
  if (hash.digest('hex') !== sha256)
    throw new AnnealFailure(
      'StoreUnavailable',
      `The object store ${bucket.where} keeps other bytes for ${key} than were sent. Delete that object; check network and disks of the store.`,
    );
}

function isRefusal(error: unknown): boolean {
  return !(error instanceof AnnealFailure) || error.name === 'StoreRefused';
}
