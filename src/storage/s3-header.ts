import { HeadObjectCommand } from '@aws-sdk/client-s3';
import type { StoredObject } from './object-store.ts';
import { call } from './s3-bucket.ts';
import type { S3Bucket } from './s3-bucket.ts';
import { isMissingObject } from './s3-failures.ts';

/** Metadata that tells one's own write from another's when its answer was lost. */
export const writeIdName = 'write-id';

/** What stands under a key; `writeId`: which put wrote it. null = nothing. */
export async function readHeader(bucket: S3Bucket, key: string): Promise<{ object: StoredObject; writeId: string | undefined } | null> {
  try {
    const command = new HeadObjectCommand({ Bucket: bucket.name, Key: bucket.prefix + key });
    const answer = await call(bucket, `the header of ${key}`, (abortSignal) => bucket.client.send(command, { abortSignal }));
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
