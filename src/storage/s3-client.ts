import { S3Client } from '@aws-sdk/client-s3';
import type { S3ClientConfig } from '@aws-sdk/client-s3';

/** How to reach a store. No `endpoint` = AWS S3; no `credentials` = the AWS default chain. */
export interface StoreConnection {
  endpoint?: string;
  region: string;
  credentials?: NonNullable<S3ClientConfig['credentials']>;
}

/** How long one waits for a store, and how often one asks. */
export interface StoreLimits {
  /** For one call with its tries; a call that carries bytes gets the time that they need at `slowestBytesPerMs` on top. */
  deadlineMs: number;
  /** Tries of one call; longer outages belong to the activity's retry policy. */
  attempts: number;
  connectionTimeoutMs: number;
  /** Silence in both directions; also ends stalled downloads. */
  socketTimeoutMs: number;
  /** From the first byte sent to the answer's headers: size of a part ÷ slowest bandwidth. */
  requestTimeoutMs: number;
  slowestBytesPerMs: number;
}

export const defaultLimits: StoreLimits = {
  deadlineMs: 150_000, // four tries against a server that never answers take 132 s
  attempts: 4,
  connectionTimeoutMs: 3_000,
  socketTimeoutMs: 30_000,
  requestTimeoutMs: 300_000,
  slowestBytesPerMs: 16,
};

/** A client on which no socket stays silent for ever: a hung or dead store becomes an error. `checksums: false` for stores that refuse CRC32. */
export function createS3Client(connection: StoreConnection, limits: StoreLimits = defaultLimits, checksums = true): S3Client {
  const pool = { keepAlive: true, maxSockets: 32 };
  const checksumMode = checksums ? 'WHEN_SUPPORTED' : 'WHEN_REQUIRED';
  return new S3Client({
    ...connection,
    forcePathStyle: connection.endpoint !== undefined,
    maxAttempts: limits.attempts,
    requestChecksumCalculation: checksumMode,
    responseChecksumValidation: checksumMode,
    requestHandler: {
      connectionTimeout: limits.connectionTimeoutMs,
      socketTimeout: limits.socketTimeoutMs,
      requestTimeout: limits.requestTimeoutMs,
      throwOnRequestTimeout: true,
      httpAgent: pool,
      httpsAgent: pool,
    },
  });
}
