import { readFile } from 'node:fs/promises';
import { AnnealFailure } from '../contracts/failure.ts';
import { sha256Of } from './checksums.ts';
import { largestSinglePut } from './file-parts.ts';
import type { S3Bucket } from './s3-bucket.ts';
import { readHeader } from './s3-header.ts';
import { uploadInParts } from './s3-multipart.ts';
import type { FileUpload } from './s3-multipart.ts';
import { putObject, verifyWhereUnchecked } from './s3-put.ts';

/** Small files in one request, larger ones in parts. What is there already with these bytes is left; other bytes are never replaced. */
export async function putFile(bucket: S3Bucket, upload: FileUpload): Promise<void> {
  const fullKey = bucket.prefix + upload.key;
  const small = upload.size <= largestSinglePut;
  for (let attempt = 1; attempt <= bucket.limits.attempts; attempt += 1) {
    if (!small && (await isStored(bucket, upload))) return;
    if (small ? await putSmallFile(bucket, upload) : (await uploadInParts(bucket, { ...upload, key: fullKey })) === 'completed') {
      if (!small) await verifyWhereUnchecked(bucket, upload.key, upload.sha256);
      return upload.onProgress?.(upload.size);
    }
    if (await isStored(bucket, upload)) return; // else another aborted its upload, or deleted what stood there
  }
  throw new AnnealFailure(
    'StoreUnavailable',
    `The upload of ${upload.key} to ${bucket.where} was aborted there ${bucket.limits.attempts} times. Find out who aborts uploads or deletes objects; the work goes on when that ends.`,
  );
}

/** @throws AnnealFailure ContentConflict when other bytes stand there. */
async function isStored(bucket: S3Bucket, { key, size, sha256, onProgress }: FileUpload): Promise<boolean> {
  const stored = await readHeader(bucket, key);
  if (stored === null) return false;
  if (stored.object.size !== size || (stored.object.sha256 ?? sha256) !== sha256) throw otherBytes(bucket, key);
  onProgress?.(size);
  return true;
}

/** Whether it was written; false: something stands there. */
async function putSmallFile(bucket: S3Bucket, { key, file, sha256, signal }: FileUpload): Promise<boolean> {
  const bytes = await readFile(file);
  if (sha256Of(bytes) !== sha256)
    throw new AnnealFailure(
      'ContentConflict',
      `${file} changed before it was uploaded, so nothing was stored. Let nothing write to it, and start again.`,
    );
  signal?.throwIfAborted();
  return (await putObject(bucket, key, bytes, { ifAbsent: true, sha256 })).written;
}

function otherBytes(bucket: S3Bucket, key: string): AnnealFailure {
  return new AnnealFailure(
    'ContentConflict',
    `${key} in ${bucket.where} holds other bytes than those to be stored, and is never replaced. Find out who wrote it; when it is damaged, delete it and start again.`,
    { details: { key } },
  );
}
