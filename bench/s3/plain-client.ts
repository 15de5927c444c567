import { createWriteStream } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Readable } from 'node:stream';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { S3Access } from '../../src/dev/s3-server.ts';

const partBytes = 8 * 2 ** 20;
const inFlight = 4;

/** What one writes with the SDK alone: no checksum, no hash, no condition, no look at what is there, no sync to disk. */
export interface PlainClient {
  /** One request up to 8 MiB, above it 4 parts of 8 MiB at a time: the part size and number that Anneal uses. */
  upload(key: string, file: string, size: number): Promise<void>;
  download(key: string, file: string): Promise<void>;
  close(): void;
}

export function createPlainClient({ endpoint, bucket, region, accessKeyId, secretAccessKey }: S3Access): PlainClient {
  const pool = { keepAlive: true, maxSockets: 32 };
  const client = new S3Client({
    endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { httpAgent: pool },
  });
  return {
    upload: async (key, file, size) => {
      if (size > partBytes) return uploadInParts(client, { Bucket: bucket, Key: key }, file, size);
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: await readFile(file) }));
    },
    download: async (key, file) => {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      await pipeline(Body as Readable, createWriteStream(file));
    },
    close: () => client.destroy(),
  };
}

async function uploadInParts(client: S3Client, object: { Bucket: string; Key: string }, file: string, size: number): Promise<void> {
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(object));
  const parts: { PartNumber: number; ETag: string | undefined }[] = [];
  const handle = await open(file);
  let begun = 0;
  const lane = async () => {
    const buffer = Buffer.allocUnsafe(partBytes);
    for (let part = begun++; part * partBytes < size; part = begun++) {
      const { bytesRead } = await handle.read(buffer, 0, partBytes, part * partBytes);
      const Body = buffer.subarray(0, bytesRead);
      const { ETag } = await client.send(new UploadPartCommand({ ...object, UploadId, PartNumber: part + 1, Body }));
      parts.push({ PartNumber: part + 1, ETag });
    }
  };
  try {
    await Promise.all(Array.from({ length: inFlight }, lane));
  } finally {
    await handle.close();
  }
  const Parts = parts.toSorted((a, b) => a.PartNumber - b.PartNumber);
  await client.send(new CompleteMultipartUploadCommand({ ...object, UploadId, MultipartUpload: { Parts } }));
}
