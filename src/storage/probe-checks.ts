import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { CompletedPart } from '@aws-sdk/client-s3';
import { crc32Of } from './checksums.ts';
import { call } from './s3-bucket.ts';
import type { S3Bucket } from './s3-bucket.ts';
import { answeredStatus } from './s3-failures.ts';
import type { S3ObjectStore } from './s3-object-store.ts';
import { abortUpload, unfinishedUploads } from './unfinished-uploads.ts';

/** Where a check may play. */
export interface Scratch {
  bucket: S3Bucket;
  store: S3ObjectStore;
  /** For messages and for keys whose whole name a raw call needs. */
  whole(key: string): string;
  racers: number;
}

export interface Check {
  name: string;
  required: boolean;
  mend: string;
  /** What was seen; throws when it is not as it must be. */
  run(scratch: Scratch): Promise<string>;
}

const otherStore = 'Use AWS S3 or a store that implements this part of the protocol.';

export const access: Check = {
  name: 'credentials and bucket',
  required: true,
  mend: 'Correct endpoint, region, bucket or credentials in the configuration as the message says.',
  run: async ({ store, bucket }) => {
    await store.put('access', 'ok');
    await store.delete('access');
    return `${bucket.where} can be written to`;
  },
};
export const integrity: Check = {
  name: 'damaged uploads are refused',
  required: false,
  mend: 'Anneal goes on by reading back what it puts, at twice the traffic. To avoid that, use a store that checks CRC32.',
  run: refuseDamage,
};
export const createOnce: Check = {
  name: 'an object is created once',
  required: false,
  mend: 'Anneal goes on with names that no other attempt uses. Let one worker group write to this prefix, or use a store with conditional writes.',
  run: createObjectOnce,
};
export const replaceRead: Check = {
  name: 'only what was read is replaced',
  required: false,
  mend: createOnce.mend,
  run: replaceWhatWasRead,
};
export const others: Check[] = [
  { name: 'bytes come back as they were put', required: true, mend: otherStore, run: readBack },
  integrity,
  createOnce,
  replaceRead,
  {
    name: 'uploads in parts',
    required: true,
    mend: `${otherStore} The credentials need s3:AbortMultipartUpload, ListMultipartUploadParts and ListBucketMultipartUploads.`,
    run: uploadParts,
  },
  { name: 'reading from the middle', required: true, mend: otherStore, run: readRange },
];

function must(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}

async function readBack({ store }: Scratch): Promise<string> {
  const body = Buffer.from('0123456789'.repeat(1000));
  await store.put('bytes', body);
  const [head, read] = [await store.head('bytes'), await store.get('bytes')];
  must(head?.size === body.length, `the header tells ${head?.size} bytes instead of ${body.length}`);
  must(read?.equals(body) === true, 'other bytes came back');
  must(head?.sha256 !== undefined, 'metadata of an object are lost');
  return `${body.length} bytes with metadata`;
}

async function refuseDamage({ bucket, store, whole }: Scratch): Promise<string> {
  const body = Buffer.from('checked');
  await store.put('checked', body);
  const header = await call(bucket, 'a header with its checksum', (abortSignal) =>
    bucket.client.send(new HeadObjectCommand({ Bucket: bucket.name, Key: whole('checked'), ChecksumMode: 'ENABLED' }), { abortSignal }),
  );
  must(header.ChecksumCRC32 === crc32Of(body), 'the store does not keep the CRC32 of an object');
  const damaged = new PutObjectCommand({
    Bucket: bucket.name,
    Key: whole('damaged'),
    Body: body,
    ChecksumCRC32: crc32Of(Buffer.from('other')),
  });
  const status = await statusOf(call(bucket, 'a put with a wrong CRC32', (abortSignal) => bucket.client.send(damaged, { abortSignal })));
  must(status === 400, `a put with a wrong CRC32 was answered with ${status ?? 'success'}`);
  must((await store.head('damaged')) === null, 'a put with a wrong CRC32 was refused, yet its object is there');
  return 'a put with a wrong CRC32 is refused';
}

async function createObjectOnce({ store, racers }: Scratch): Promise<string> {
  await store.put('once', 'first', { ifAbsent: true });
  const again = await store.put('once', 'second', { ifAbsent: true });
  must(
    !again.written && (await store.get('once'))?.toString() === 'first',
    'an existing object was replaced by a put with If-None-Match: *',
  );
  const writes = await Promise.all(Array.from({ length: racers }, (_, writer) => store.put('race', String(writer), { ifAbsent: true })));
  const winners = writes.filter(({ written }) => written).length;
  must(winners === 1, `${winners} of ${racers} writers at the same moment believe that they created the object`);
  return `one of ${racers} writers wins`;
}

async function replaceWhatWasRead({ store }: Scratch): Promise<string> {
  const { etag } = await store.put('pointer', 'one');
  must(etag !== null, 'a put is answered without an ETag');
  must((await store.put('pointer', 'two', { ifMatch: etag ?? '' })).written, 'a put with the right If-Match was refused');
  must(!(await store.put('pointer', 'three', { ifMatch: etag ?? '' })).written, 'a put with a stale If-Match was accepted');
  return 'a stale If-Match is refused';
}

async function uploadParts({ bucket, store, whole }: Scratch): Promise<string> {
  const target = { Bucket: bucket.name, Key: whole('parts') };
  const send = <T>(doing: string, act: (abortSignal: AbortSignal) => Promise<T>) => call(bucket, doing, act, { bytes: 5 * 1024 * 1024 });
  const create = () =>
    send('the begin of an upload in parts', (abortSignal) =>
      bucket.client.send(
        new CreateMultipartUploadCommand({ ...target, ...(bucket.checksums ? { ChecksumAlgorithm: 'CRC32' as const } : {}) }),
        { abortSignal },
      ),
    );
  const { UploadId } = await create();
  const upload = { ...target, UploadId };
  const bodies = [Buffer.alloc(5 * 1024 * 1024, 'a'), Buffer.from('end')];
  const Parts: CompletedPart[] = [];
  for (const [index, Body] of bodies.entries()) {
    const part = { PartNumber: index + 1, ...(bucket.checksums ? { ChecksumCRC32: crc32Of(Body) } : {}) };
    const { ETag } = await send('an upload of a part', (abortSignal) =>
      bucket.client.send(new UploadPartCommand({ ...upload, ...part, Body }), { abortSignal }),
    );
    Parts.push({ ...part, ETag });
  }
  const listed = await send('the list of parts', (abortSignal) => bucket.client.send(new ListPartsCommand(upload), { abortSignal }));
  must(listed.Parts?.length === 2, `of two uploaded parts ${listed.Parts?.length ?? 0} are listed`);
  await send('the end of an upload in parts', (abortSignal) =>
    bucket.client.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }), { abortSignal }),
  );
  const size = bodies.reduce((sum, body) => sum + body.length, 0);
  must((await store.head('parts'))?.size === size, 'the parts do not make up the object');
  await abortUpload(bucket, { ...target, UploadId: (await create()).UploadId });
  for await (const left of unfinishedUploads(bucket, whole(''))) must(false, `an aborted upload of ${left.Key} is still listed`);
  return 'two parts, and an aborted upload that is gone';
}

async function readRange({ bucket, store, whole }: Scratch): Promise<string> {
  await store.put('range', '0123456789');
  const answer = await call(bucket, 'a part of an object', async (abortSignal) => {
    const { Body, $metadata } = await bucket.client.send(
      new GetObjectCommand({ Bucket: bucket.name, Key: whole('range'), Range: 'bytes=4-' }),
      { abortSignal },
    );
    return { text: await Body?.transformToString(), status: $metadata.httpStatusCode };
  });
  must(
    answer.status === 206 && answer.text === '456789',
    `a request for bytes 4 to 9 was answered with ${answer.status} and ${answer.text?.length} bytes`,
  );
  return 'bytes 4 to 9 of 10 come as asked';
}

async function statusOf(promise: Promise<unknown>): Promise<number | undefined> {
  try {
    await promise;
    return undefined;
  } catch (error) {
    const status = answeredStatus(error);
    if (status === undefined) throw error;
    return status;
  }
}
