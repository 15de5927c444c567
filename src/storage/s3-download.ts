import { GetObjectCommand } from '@aws-sdk/client-s3';
import { AnnealFailure } from '../contracts/failure.ts';
import type { StoredObject } from './object-store.ts';
import { call } from './s3-bucket.ts';
import type { S3Bucket } from './s3-bucket.ts';
import { readHeader } from './s3-header.ts';
import { answeredStatus, isMissingObject, storeFailure } from './s3-failures.ts';

interface Part {
  /** Bytes that this answer brings; undefined where the store does not say. */
  length: number | undefined;
  etag: string | undefined;
  /** true: the store kept to the asked range. */
  ranged: boolean;
  chunks: AsyncGenerator<Uint8Array>;
}

/** The whole object, read again from its start when the answer tears; null = no such object. */
export async function download(bucket: S3Bucket, key: string): Promise<Buffer | null> {
  const doing = `the object ${key}`;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const part = await request(bucket, key, doing, {});
      return part && (await collect(part));
    } catch (error) {
      const unreachable = error instanceof AnnealFailure; // the SDK has tried already
      if (unreachable || attempt >= bucket.limits.attempts) throw damagedOrTorn(bucket, doing, error);
    }
  }
}

/**
 * Asks for an object and gives its bytes as they come, in one request: its answer tells size and ETag too. null = no such
 * object. Iterate it soon: an answer that nobody reads is given up when its socket has been silent for long enough.
 */
export async function openDownload(bucket: S3Bucket, key: string): Promise<AsyncGenerator<Uint8Array> | null> {
  const first = await request(bucket, key, `the object ${key}`, {});
  if (first === null) return null;
  if (first.length === undefined || first.etag === undefined) {
    await first.chunks.return?.(undefined);
    const found = await readHeader(bucket, key.slice(bucket.prefix.length));
    return found && downloadStream(bucket, { ...found.object, key });
  }
  return downloadStream(bucket, { key, size: first.length, etag: first.etag }, first.chunks);
}

/**
 * Bytes of an object in order, beginning with those of `first` if given. An answer that tears or stalls is resumed by range
 * from the first missing byte, as long as it is the same object; gives up after as many barren tries as the limits allow.
 */
export async function* downloadStream(
  bucket: S3Bucket,
  object: StoredObject,
  first?: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const doing = `the object ${object.key}`;
  let received = 0;
  let opened = first;
  for (let barren = 0; barren < bucket.limits.attempts;) {
    const from = received;
    try {
      const answer = opened ?? (await openFrom(bucket, object, from, doing));
      opened = undefined;
      for await (const chunk of answer) {
        received += chunk.length;
        yield chunk;
      }
      if (received === object.size) return;
      throw new Error(`the answer ended after ${received} of ${object.size} bytes`);
    } catch (error) {
      barren = received > from ? 0 : barren + 1;
      if (error instanceof AnnealFailure || isChecksumError(error) || barren >= bucket.limits.attempts)
        throw damagedOrTorn(bucket, doing, error);
    }
  }
}

async function openFrom(bucket: S3Bucket, object: StoredObject, from: number, doing: string): Promise<AsyncIterable<Uint8Array>> {
  const range = from === 0 ? {} : { Range: `bytes=${from}-` };
  const part = await request(bucket, object.key, doing, { IfMatch: object.etag, ...range }).catch((error: unknown) => {
    if (answeredStatus(error) !== 412) throw error;
    throw new AnnealFailure('StoreUnavailable', `${object.key} in ${bucket.where} was replaced while it was being read. Read it again.`, {
      cause: error,
    });
  });
  if (part === null)
    throw new AnnealFailure(
      'StoreUnavailable',
      `${object.key} in ${bucket.where} was deleted while it was being read. Read it again, or find out who deletes there.`,
    );
  return part.ranged || from === 0 ? part.chunks : skip(part.chunks, from);
}

async function* skip(chunks: AsyncIterable<Uint8Array>, bytes: number): AsyncGenerator<Uint8Array> {
  let left = bytes;
  for await (const chunk of chunks) {
    if (chunk.length > left) yield chunk.subarray(left);
    left = Math.max(0, left - chunk.length);
  }
}

async function request(
  bucket: S3Bucket,
  key: string,
  doing: string,
  conditions: { IfMatch?: string; Range?: string },
): Promise<Part | null> {
  const body = new AbortController(); // outlives the call, so that it can also end a body that drips
  try {
    const answer = await call(bucket, doing, async (deadline) => {
      const forward = () => body.abort(deadline.reason);
      deadline.addEventListener('abort', forward);
      try {
        return await bucket.client.send(new GetObjectCommand({ Bucket: bucket.name, Key: key, ...conditions }), {
          abortSignal: body.signal,
        });
      } finally {
        deadline.removeEventListener('abort', forward);
      }
    });
    const ranged = answer.$metadata.httpStatusCode === 206;
    return {
      length: answer.ContentLength,
      etag: answer.ETag,
      ranged,
      chunks: metered(bucket, answer.Body as AsyncIterable<Uint8Array>, body),
    };
  } catch (error) {
    if (isMissingObject(error)) return null;
    throw error;
  }
}

/** Ends a body that comes slower than the limits allow. Only time spent waiting for the store counts, never the reader's own. */
async function* metered({ limits }: S3Bucket, body: AsyncIterable<Uint8Array>, controller: AbortController): AsyncGenerator<Uint8Array> {
  const iterator = body[Symbol.asyncIterator]();
  let allowanceMs = limits.deadlineMs;
  try {
    for (;;) {
      const asked = performance.now();
      const tooSlow = setTimeout(() => controller.abort(new Error('the answer comes too slowly')), Math.max(0, allowanceMs));
      const next = await iterator.next().finally(() => clearTimeout(tooSlow));
      if (next.done) return;
      allowanceMs += next.value.length / limits.slowestBytesPerMs - (performance.now() - asked);
      yield next.value;
    }
  } finally {
    await iterator.return?.(); // an unread body would hold its socket
  }
}

async function collect({ chunks, length }: Part): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  const bytes = Buffer.concat(parts);
  if (length !== undefined && bytes.length !== length) throw new Error(`the answer ended after ${bytes.length} of ${length} bytes`);
  return bytes;
}

function isChecksumError(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('Checksum mismatch');
}

/** `details.damaged`: the store itself answered with bytes that do not match the checksum it keeps. */
function damagedOrTorn(bucket: S3Bucket, doing: string, error: unknown): AnnealFailure {
  if (!isChecksumError(error)) return storeFailure(bucket, doing, error);
  return new AnnealFailure(
    'StoreUnavailable',
    `The object store ${bucket.where} answered with damaged bytes for ${doing}: they do not match the checksum that it keeps. Check its disks; the work goes on when it answers rightly.`,
    {
      cause: error,
      details: { damaged: true },
    },
  );
}
