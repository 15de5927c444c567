import type { S3Client } from '@aws-sdk/client-s3';
import { checkKey } from './object-key.ts';
import { createS3Client, defaultLimits } from './s3-client.ts';
import type { StoreConnection, StoreLimits } from './s3-client.ts';
import { storeFailure } from './s3-failures.ts';

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

/** A bucket, or a part of it, with all that a call to it needs. */
export interface S3Bucket {
  client: S3Client;
  name: string;
  /** Empty, or ending in a slash. */
  prefix: string;
  /** For messages, e.g. `s3://anneal at http://127.0.0.1:8333`. */
  where: string;
  /** null = AWS. */
  endpoint: string | null;
  limits: StoreLimits;
  /** false: the store refuses CRC32 checksums, so puts are read back instead. */
  checksums: boolean;
  conditionalWrites: boolean;
}

/** All that calls to the bucket need. Makes no request. */
export function openBucket({
  connection,
  bucket,
  prefix = '',
  limits,
  abilities = { conditionalWrites: true, checksums: true },
}: S3StoreOptions): S3Bucket {
  const allLimits = { ...defaultLimits, ...limits };
  const trimmed = prefix.replace(/^\/+|\/+$/g, '');
  return {
    client: createS3Client(connection, allLimits, abilities.checksums),
    name: bucket,
    where: `s3://${bucket} at ${connection.endpoint ?? `AWS, region ${connection.region}`}`,
    endpoint: connection.endpoint ?? null,
    limits: allLimits,
    checksums: abilities.checksums,
    conditionalWrites: abilities.conditionalWrites,
    prefix: trimmed === '' ? '' : `${checkKey(trimmed)}/`,
  };
}

interface CallOptions {
  signal?: AbortSignal | undefined;
  /** Bytes that the call carries; they lengthen its deadline. */
  bytes?: number;
}

/**
 * Makes one call with a deadline. Errors become AnnealFailures with `details.status` and `details.code`;
 * when the caller's own signal ended it, the signal's reason is thrown as it is.
 */
export async function call<T>(
  bucket: S3Bucket,
  doing: string,
  send: (abortSignal: AbortSignal) => Promise<T>,
  options: CallOptions = {},
): Promise<T> {
  options.signal?.throwIfAborted();
  const { deadlineMs, slowestBytesPerMs } = bucket.limits;
  const deadline = AbortSignal.timeout(Math.ceil(deadlineMs + (options.bytes ?? 0) / slowestBytesPerMs));
  try {
    return await send(options.signal ? AbortSignal.any([options.signal, deadline]) : deadline);
  } catch (error) {
    if (options.signal?.aborted) throw options.signal.reason;
    throw storeFailure(bucket, doing, deadline.aborted ? deadline.reason : error);
  }
}
