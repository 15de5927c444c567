import { createHash, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { DeleteObjectCommand, HeadObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import type { PutObjectCommandInput } from '@aws-sdk/client-s3';
import { AnnealFailure } from '../contracts/failure.ts';
import { crc32Of, sha256Of } from './checksums.ts';
import { checkKey } from './object-key.ts';
import type { ObjectStore, PutCondition, StoredObject } from './object-store.ts';
import { answeredStatus, call, isMissingObject } from './s3-bucket.ts';
import type { S3Bucket } from './s3-bucket.ts';
import { createS3Client, defaultLimits } from './s3-client.ts';
import type { StoreConnection, StoreLimits } from './s3-client.ts';
import { download, downloadStream } from './s3-download.ts';
import { abortUpload, largestSinglePut, unfinishedUploads, uploadInParts } from './s3-multipart.ts';
import type { FileUpload } from './s3-multipart.ts';

export interface S3StoreOptions {
  connection: StoreConnection;
  bucket: string;
  /** Keys are below it; no slashes at its ends needed. */
  prefix?: string;
  limits?: Partial<StoreLimits>;
  /** What the store can do, as `probeStore` found it. Default: all. */
  abilities?: StoreAbilities;
}

/** What not every S3 store can do. */
export interface StoreAbilities {
  conditionalWrites: boolean;
  checksums: boolean;
}

export interface S3ObjectStore extends ObjectStore {
  /** Aborts unfinished multipart uploads that began before `before`; returns how many. */
  sweepUploads(before: Date): Promise<number>;
  /** Lets go of the sockets. */
  close(): void;
}

export interface OpenBucket extends S3Bucket {
  /** Empty, or ending in a slash. */
  prefix: string;
  conditionalWrites: boolean;
}

/** Objects of an S3 bucket, or of a part of it. Makes no request yet. */
export function createS3ObjectStore(options: S3StoreOptions): S3ObjectStore {
  const context = openBucket(options);
  return {
    head: async (key) => (await head(context, key))?.object ?? null,
    get: (key) => download(context, context.prefix + key),
    getStream: async (key) => {
      const found = await head(context, key);
      return found && downloadStream(context, { ...found.object, key: context.prefix + key });
    },
    put: (key, body, condition = {}) => put(context, checkKey(key), typeof body === 'string' ? Buffer.from(body) : body, condition),
    putFile: (key, file, upload) => putFile(context, { ...upload, key: checkKey(key), file }),
    list: (prefix) => list(context, prefix),
    delete: async (key) => {
      await call(context, `the deletion of ${key}`, (abortSignal) =>
        context.client.send(new DeleteObjectCommand({ Bucket: context.name, Key: context.prefix + key }), { abortSignal }),
      );
    },
    sweepUploads: (before) => sweepUploads(context, before),
    close: () => context.client.destroy(),
  };
}

/** All that calls to the bucket need. Makes no request. */
export function openBucket({
  connection,
  bucket,
  prefix = '',
  limits,
  abilities = { conditionalWrites: true, checksums: true },
}: S3StoreOptions): OpenBucket {
  const allLimits = { ...defaultLimits, ...limits };
  const trimmed = prefix.replace(/^\/+|\/+$/g, '');
  return {
    client: createS3Client(connection, allLimits, abilities.checksums),
    name: bucket,
    where: `s3://${bucket} at ${connection.endpoint ?? `AWS, region ${connection.region}`}`,
    limits: allLimits,
    checksums: abilities.checksums,
    conditionalWrites: abilities.conditionalWrites,
    prefix: trimmed === '' ? '' : `${checkKey(trimmed)}/`,
  };
}

async function head(context: OpenBucket, key: string): Promise<{ object: StoredObject; writeId: string | undefined } | null> {
  try {
    const command = new HeadObjectCommand({ Bucket: context.name, Key: context.prefix + key });
    const answer = await call(context, `the header of ${key}`, (abortSignal) => context.client.send(command, { abortSignal }));
    const sha256 = answer.Metadata?.['sha256'];
    return {
      object: { key, size: answer.ContentLength ?? 0, etag: answer.ETag ?? '', ...(sha256 === undefined ? {} : { sha256 }) },
      writeId: answer.Metadata?.[writeIdName],
    };
  } catch (error) {
    if (isMissingObject(error)) return null;
    throw error;
  }
}

type Written = Awaited<ReturnType<ObjectStore['put']>>;

/** Metadata that tells one's own write from another's when its answer was lost. */
const writeIdName = 'write-id';
const mostConflicts = 10;

async function put(context: OpenBucket, key: string, bytes: Uint8Array, condition: PutCondition): Promise<Written> {
  if (!context.conditionalWrites && !(await holds(context, key, condition))) return { written: false, etag: null };
  const conditional = context.conditionalWrites && (condition.ifAbsent === true || condition.ifMatch !== undefined);
  const writeId = randomUUID();
  const input = putInput(context, key, bytes, { sha256: sha256Of(bytes), [writeIdName]: writeId }, conditional ? condition : {});
  for (let conflicts = 0; ; conflicts += 1) {
    try {
      const { ETag } = await call(
        context,
        `a put of ${key}`,
        (abortSignal) => context.client.send(new PutObjectCommand(input), { abortSignal }),
        { bytes: bytes.length },
      );
      await verifyWhereUnchecked(context, key, sha256Of(bytes));
      return { written: true, etag: ETag ?? null };
    } catch (error) {
      if (!conditional || isRefusal(error)) throw error;
      if (answeredStatus(error) === 409 && conflicts < mostConflicts) await delay(20 * (conflicts + 1)); // another write was under way: ask again
      else return settle(context, key, condition, writeId, error);
    }
  }
}

function putInput(
  { name, prefix, checksums }: OpenBucket,
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
async function settle(context: OpenBucket, key: string, condition: PutCondition, writeId: string, error: unknown): Promise<Written> {
  const found = await head(context, key);
  if (found?.writeId === writeId) return { written: true, etag: found.object.etag };
  const status = answeredStatus(error);
  const lost = status === 412 || (status === 404 && condition.ifMatch !== undefined) || (condition.ifAbsent === true && found !== null);
  if (!lost) throw error;
  return { written: false, etag: found?.object.etag ?? null };
}

/** For stores without conditional writes: as good as can be, not atomic. Names that no other writer uses make up for it. */
async function holds(context: OpenBucket, key: string, { ifAbsent, ifMatch }: PutCondition): Promise<boolean> {
  if (!ifAbsent && ifMatch === undefined) return true;
  const found = await head(context, key);
  return ifAbsent ? found === null : found?.object.etag === ifMatch;
}

/** Small files in one request, larger ones in parts. What is there already with these bytes is left; other bytes are never replaced. */
async function putFile(context: OpenBucket, upload: FileUpload): Promise<void> {
  const fullKey = context.prefix + upload.key;
  for (let attempt = 1; attempt <= context.limits.attempts; attempt += 1) {
    if (upload.size <= largestSinglePut) await putSmallFile(context, upload);
    else if ((await uploadInParts(context, { ...upload, key: fullKey })) === 'completed')
      await verifyWhereUnchecked(context, upload.key, upload.sha256);
    const stored = await head(context, upload.key);
    if (stored === null) continue; // its upload was aborted by another
    if (stored.object.size !== upload.size || (stored.object.sha256 ?? upload.sha256) !== upload.sha256)
      throw otherBytes(context, upload.key);
    upload.onProgress?.(upload.size);
    return;
  }
  throw new AnnealFailure(
    'StoreUnavailable',
    `The upload of ${upload.key} to ${context.where} was aborted there ${context.limits.attempts} times. Find out who aborts uploads or deletes objects; the work goes on when that ends.`,
  );
}

async function putSmallFile(context: OpenBucket, { key, file, sha256, signal }: FileUpload): Promise<void> {
  const bytes = await readFile(file);
  if (sha256Of(bytes) !== sha256)
    throw new AnnealFailure(
      'ContentConflict',
      `${file} changed before it was uploaded, so nothing was stored. Let nothing write to it, and start again.`,
    );
  signal?.throwIfAborted();
  await put(context, key, bytes, { ifAbsent: true });
}

/** A store that checks no checksum may have kept what the wire damaged. */
async function verifyWhereUnchecked(context: OpenBucket, key: string, sha256: string): Promise<void> {
  if (context.checksums) return;
  const found = await head(context, key);
  if (found === null) return;
  const hash = createHash('sha256');
  for await (const chunk of downloadStream(context, { ...found.object, key: context.prefix + key })) hash.update(chunk);
  if (hash.digest('hex') !== sha256)
    throw new AnnealFailure(
      'StoreUnavailable',
      `The object store ${context.where} keeps other bytes for ${key} than were sent. Delete that object; check network and disks of the store.`,
    );
}

function isRefusal(error: unknown): boolean {
  return !(error instanceof AnnealFailure) || error.name === 'StoreRefused';
}

function otherBytes(context: OpenBucket, key: string): AnnealFailure {
  return new AnnealFailure(
    'ContentConflict',
    `${key} in ${context.where} holds other bytes than those to be stored, and is never replaced. Find out who wrote it; when it is damaged, delete it and start again.`,
    { details: { key } },
  );
}

/** Stores list in different orders: the keys are collected and sorted. */
async function* list(context: OpenBucket, prefix: string): AsyncGenerator<StoredObject> {
  const found: StoredObject[] = [];
  let token: string | undefined;
  do {
    const command = new ListObjectsV2Command({
      Bucket: context.name,
      Prefix: context.prefix + prefix,
      ...(token === undefined ? {} : { ContinuationToken: token }),
    });
    const page = await call(context, `the list of objects below ${prefix}`, (abortSignal) => context.client.send(command, { abortSignal }));
    for (const { Key, Size, ETag } of page.Contents ?? [])
      if (Key !== undefined) found.push({ key: Key.slice(context.prefix.length), size: Size ?? 0, etag: ETag ?? '' });
    token = page.IsTruncated ? page.NextContinuationToken : undefined;
  } while (token !== undefined);
  yield* found.sort((a, b) => (a.key < b.key ? -1 : 1));
}

async function sweepUploads(context: OpenBucket, before: Date): Promise<number> {
  let swept = 0;
  for await (const upload of unfinishedUploads(context, context.prefix)) {
    if (upload.Initiated === undefined || upload.Initiated >= before) continue;
    await abortUpload(context, upload);
    swept += 1;
  }
  return swept;
}
