import { AbortMultipartUploadCommand, ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import type { MultipartUpload } from '@aws-sdk/client-s3';
import { call } from './s3-bucket.ts';
import type { S3Bucket } from './s3-bucket.ts';
import { answeredCode } from './s3-failures.ts';

/** Unfinished uploads of keys below a prefix. */
export async function* unfinishedUploads(bucket: S3Bucket, prefix: string): AsyncGenerator<MultipartUpload> {
  let marker: { KeyMarker?: string; UploadIdMarker?: string } = {};
  for (;;) {
    const page = await call(bucket, `the list of unfinished uploads below ${prefix}`, (abortSignal) =>
      bucket.client.send(new ListMultipartUploadsCommand({ Bucket: bucket.name, Prefix: prefix, ...marker }), { abortSignal }),
    );
    yield* page.Uploads ?? [];
    if (!page.IsTruncated || page.NextKeyMarker === undefined) return;
    marker = {
      KeyMarker: page.NextKeyMarker,
      ...(page.NextUploadIdMarker === undefined ? {} : { UploadIdMarker: page.NextUploadIdMarker }),
    };
  }
}

/** Aborting what is gone already is no error. */
export async function abortUpload(bucket: S3Bucket, { Key, UploadId }: MultipartUpload): Promise<void> {
  try {
    await call(bucket, `the end of an unfinished upload of ${Key}`, (abortSignal) =>
      bucket.client.send(new AbortMultipartUploadCommand({ Bucket: bucket.name, Key, UploadId }), { abortSignal }),
    );
  } catch (error) {
    if (!answeredCode(error, 'NoSuchUpload')) throw error;
  }
}

/** Id of the unfinished upload of exactly this key that began last; undefined = none. */
export async function newestUpload(bucket: S3Bucket, key: string): Promise<string | undefined> {
  let newest: MultipartUpload | undefined;
  for await (const each of unfinishedUploads(bucket, key)) {
    if (each.Key === key && (newest === undefined || (each.Initiated?.getTime() ?? 0) > (newest.Initiated?.getTime() ?? 0))) newest = each;
  }
  return newest?.UploadId;
}
