import { DeleteObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { checkKey } from './object-key.ts';
import type { ObjectStore, StoredObject } from './object-store.ts';
import { call, openBucket } from './s3-bucket.ts';
import type { S3Bucket, S3StoreOptions } from './s3-bucket.ts';
import { download, openDownload } from './s3-download.ts';
import { readHeader } from './s3-header.ts';
import { putFile } from './s3-put-file.ts';
import { putObject } from './s3-put.ts';
import { abortUpload, unfinishedUploads } from './unfinished-uploads.ts';

export type { S3StoreOptions, StoreAbilities } from './s3-bucket.ts';

export interface S3ObjectStore extends ObjectStore {
  /** Aborts unfinished multipart uploads that began before `before`; returns how many. */
  sweepUploads(before: Date): Promise<number>;
  /** Lets go of the sockets. */
  close(): void;
}

/** Objects of an S3 bucket, or of a part of it. Makes no request yet. */
export function createS3ObjectStore(options: S3StoreOptions): S3ObjectStore {
  const bucket = openBucket(options);
  return {
    head: async (key) => (await readHeader(bucket, key))?.object ?? null,
    get: (key) => download(bucket, bucket.prefix + key),
    getStream: (key) => openDownload(bucket, bucket.prefix + key),
    put: (key, body, condition = {}) => putObject(bucket, checkKey(key), typeof body === 'string' ? Buffer.from(body) : body, condition),
    putFile: (key, file, upload) => putFile(bucket, { ...upload, key: checkKey(key), file }),
    list: (prefix) => list(bucket, prefix),
    delete: async (key) => {
      await call(bucket, `the deletion of ${key}`, (abortSignal) =>
        bucket.client.send(new DeleteObjectCommand({ Bucket: bucket.name, Key: bucket.prefix + key }), { abortSignal }),
      );
    },
    sweepUploads: (before) => sweepUploads(bucket, before),
    close: () => bucket.client.destroy(),
  };
}

/** Stores list in different orders: the keys are collected and sorted. */
async function* list(bucket: S3Bucket, prefix: string): AsyncGenerator<StoredObject> {
  const found: StoredObject[] = [];
  let token: string | undefined;
  do {
    const command = new ListObjectsV2Command({
      Bucket: bucket.name,
      Prefix: bucket.prefix + prefix,
      ...(token === undefined ? {} : { ContinuationToken: token }),
    });
    const page = await call(bucket, `the list of objects below ${prefix}`, (abortSignal) => bucket.client.send(command, { abortSignal }));
    for (const { Key, Size, ETag } of page.Contents ?? [])
      if (Key !== undefined) found.push({ key: Key.slice(bucket.prefix.length), size: Size ?? 0, etag: ETag ?? '' });
    token = page.IsTruncated ? page.NextContinuationToken : undefined;
  } while (token !== undefined);
  yield* found.toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

async function sweepUploads(bucket: S3Bucket, before: Date): Promise<number> {
  let swept = 0;
  for await (const upload of unfinishedUploads(bucket, bucket.prefix)) {
    if (upload.Initiated === undefined || upload.Initiated >= before) continue;
    await abortUpload(bucket, upload);
    swept += 1;
  }
  return swept;
}
