import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { CompleteMultipartUploadCommand, CreateMultipartUploadCommand, ListPartsCommand, UploadPartCommand } from '@aws-sdk/client-s3';
import type { CompletedPart, Part } from '@aws-sdk/client-s3';
import { AnnealFailure } from '../contracts/failure.ts';
import { crc32Of } from './checksums.ts';
import { partReader, partSize } from './file-parts.ts';
import type { FilePart } from './file-parts.ts';
import { call } from './s3-bucket.ts';
import type { S3Bucket } from './s3-bucket.ts';
import { answeredCode } from './s3-failures.ts';
import { abortUpload, newestUpload, unfinishedUploads } from './unfinished-uploads.ts';

export interface FileUpload {
  /** Whole key in the bucket. */
  key: string;
  file: string;
  size: number;
  sha256: string;
  onProgress?: ((bytes: number) => void) | undefined;
  signal?: AbortSignal | undefined;
}

const inFlight = 4;
/** Below it, sending all again costs less than asking what is there. */
const worthResuming = 32 * 2 ** 20;

/**
 * Uploads a file in parts. An unfinished upload of the same content-addressed key is gone on with, whoever began it: its parts are kept where
 * size and checksum equal the file's, and sent again where not. What an error leaves behind is taken up by the next try or
 * swept away later. `ended` = somebody else finished or aborted the upload: the caller looks what is there.
 * @throws AnnealFailure ContentConflict when the file's bytes are not those of `sha256`.
 */
export async function uploadInParts(bucket: S3Bucket, upload: FileUpload): Promise<'completed' | 'ended'> {
  // An upload cannot be asked what it is of, but a key that is a hash can hold nothing else.
  const resumable = upload.key.endsWith(upload.sha256) && upload.size >= worthResuming;
  const unfinished = resumable ? await newestUpload(bucket, upload.key) : undefined;
  const uploadId = unfinished ?? (await createUpload(bucket, upload));
  try {
    const stored = unfinished === undefined ? new Map<number, Part>() : await storedParts(bucket, upload.key, uploadId);
    const parts = await sendParts(bucket, upload, uploadId, stored);
    await completeUpload(bucket, upload, uploadId, parts);
  } catch (error) {
    if (answeredCode(error, 'NoSuchUpload')) return 'ended';
    if (error instanceof AnnealFailure && error.name === 'ContentConflict')
      await abortUpload(bucket, { Key: upload.key, UploadId: uploadId });
    throw error;
  }
  // Whoever still sends these finds the object complete when told that its upload is gone.
  for await (const other of unfinishedUploads(bucket, upload.key)) if (other.Key === upload.key) await abortUpload(bucket, other);
  return 'completed';
}

async function createUpload(bucket: S3Bucket, { key, sha256, signal }: FileUpload): Promise<string> {
  const checksum = bucket.checksums ? { ChecksumAlgorithm: 'CRC32' as const } : {};
  const command = new CreateMultipartUploadCommand({ Bucket: bucket.name, Key: key, Metadata: { sha256 }, ...checksum });
  const { UploadId } = await call(
    bucket,
    `the begin of an upload of ${key}`,
    (abortSignal) => bucket.client.send(command, { abortSignal }),
    { signal },
  );
  if (UploadId === undefined)
    throw new AnnealFailure(
      'StoreUnavailable',
      `The object store ${bucket.where} began an upload of ${key} without naming it. It does not speak S3 rightly; use another store.`,
    );
  return UploadId;
}

async function storedParts(bucket: S3Bucket, key: string, uploadId: string): Promise<Map<number, Part>> {
  const parts = new Map<number, Part>();
  let marker: string | undefined;
  do {
    const command = new ListPartsCommand({
      Bucket: bucket.name,
      Key: key,
      UploadId: uploadId,
      ...(marker === undefined ? {} : { PartNumberMarker: marker }),
    });
    const page = await call(bucket, `the list of uploaded parts of ${key}`, (abortSignal) => bucket.client.send(command, { abortSignal }));
    for (const part of page.Parts ?? []) if (part.PartNumber !== undefined) parts.set(part.PartNumber, part);
    marker = page.IsTruncated ? page.NextPartNumberMarker : undefined;
  } while (marker !== undefined);
  return parts;
}

/** Sends what is missing, a few parts at a time, from as many buffers: memory does not grow with the file. */
async function sendParts(
  bucket: S3Bucket,
  upload: FileUpload,
  uploadId: string,
  stored: ReadonlyMap<number, Part>,
): Promise<CompletedPart[]> {
  const failed = new AbortController();
  const signal = upload.signal ? AbortSignal.any([upload.signal, failed.signal]) : failed.signal;
  const parts: CompletedPart[] = [];
  let sent = 0;
  const handle = await open(upload.file);
  try {
    const next = partReader(handle, upload.size);
    const lane = async () => {
      const buffer = Buffer.allocUnsafe(Math.min(partSize(upload.size), upload.size));
      for (let part = await next.read(buffer); part !== null; part = await next.read(buffer)) {
        parts.push(await sendPart(bucket, { ...upload, signal }, uploadId, part, stored.get(part.number)));
        sent += part.bytes.length;
        upload.onProgress?.(sent);
      }
    };
    const lanes = Array.from({ length: inFlight }, () => lane().catch((error: unknown) => (failed.abort(error), Promise.reject(error))));
    const outcomes = await Promise.allSettled(lanes); // all must have left the file before it is closed
    upload.signal?.throwIfAborted();
    if (outcomes.some(({ status }) => status === 'rejected')) throw failed.signal.reason;
    if (next.sha256() !== upload.sha256) throw changed(upload);
  } finally {
    await handle.close();
  }
  return parts.toSorted((a, b) => (a.PartNumber ?? 0) - (b.PartNumber ?? 0));
}

async function sendPart(
  bucket: S3Bucket,
  { key, signal }: FileUpload,
  uploadId: string,
  part: FilePart,
  stored: Part | undefined,
): Promise<CompletedPart> {
  const crc32 = bucket.checksums ? { ChecksumCRC32: crc32Of(part.bytes) } : {};
  if (stored?.ETag !== undefined && isSamePart(stored, part, crc32.ChecksumCRC32))
    return { PartNumber: part.number, ETag: stored.ETag, ...crc32 };
  const command = new UploadPartCommand({
    Bucket: bucket.name,
    Key: key,
    UploadId: uploadId,
    PartNumber: part.number,
    Body: part.bytes,
    ContentLength: part.bytes.length,
    ...crc32,
  });
  const answer = await call(
    bucket,
    `an upload of part ${part.number} of ${key}`,
    (abortSignal) => bucket.client.send(command, { abortSignal }),
    { signal, bytes: part.bytes.length },
  );
  return { PartNumber: part.number, ETag: answer.ETag, ...crc32 };
}

/** By the part's CRC32 where the store lists it, else by its ETag, the MD5 on stores without encryption keys of one's own. */
function isSamePart(stored: Part, part: FilePart, crc32: string | undefined): boolean {
  if (stored.Size !== part.bytes.length) return false;
  if (stored.ChecksumCRC32 !== undefined && crc32 !== undefined) return stored.ChecksumCRC32 === crc32;
  return stored.ETag?.replaceAll('"', '') === createHash('md5').update(part.bytes).digest('hex');
}

async function completeUpload(
  bucket: S3Bucket,
  { key, signal, size }: FileUpload,
  uploadId: string,
  parts: CompletedPart[],
): Promise<void> {
  const command = new CompleteMultipartUploadCommand({
    Bucket: bucket.name,
    Key: key,
    UploadId: uploadId,
    MultipartUpload: { Parts: parts },
  });
  await call(bucket, `the end of the upload of ${key}`, (abortSignal) => bucket.client.send(command, { abortSignal }), {
    signal,
    bytes: size,
  });
}

function changed({ file }: FileUpload): AnnealFailure {
  return new AnnealFailure(
    'ContentConflict',
    `${file} changed while it was being uploaded, so nothing was stored. Let nothing write to it, and start again.`,
  );
}
