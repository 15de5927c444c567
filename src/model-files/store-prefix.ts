import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { FilesRef } from '../contracts/blob.ts';
import { AnnealFailure } from '../contracts/failure.ts';
import type { Blobs } from '../storage/blobs.ts';
import type { S3Reader } from '../storage/s3-reader.ts';

/** Of what teams keep beside a model, the files that loading it needs. Weights in pickles are left where they are. */
const wanted = /\.(safetensors|json|jinja|model|txt)$/;

/** Copies a base model from wherever a team keeps it to blobs, so that a run never sees it change. @throws AnnealFailure UnknownBaseModel */
export async function copyPrefix(uri: string, reader: S3Reader, blobs: Blobs, scratch: string): Promise<FilesRef> {
  const files: [string, FilesRef[string]][] = [];
  for await (const object of reader.list(uri)) {
    const name = object.uri.slice(uri.length);
    if (name.includes('/') || !wanted.test(name)) continue;
    const { chunks } = await reader.openDataset(object.uri);
    files.push([name, await putThrough(chunks, blobs, join(scratch, `download-${randomUUID()}`))]);
  }
  const found = FilesRef.safeParse(Object.fromEntries(files));
  const names = files.map(([name]) => name);
  if (found.success && names.includes('config.json') && names.some((name) => name.endsWith('.safetensors'))) return found.data;
  throw new AnnealFailure('UnknownBaseModel', `${uri} holds no base model: config.json, a tokenizer and *.safetensors files are needed directly below it${names.length === 0 ? '' : `; it holds ${names.join(', ')}`}.`);
}

async function putThrough(chunks: AsyncIterable<Uint8Array>, blobs: Blobs, file: string): Promise<FilesRef[string]> {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await pipeline(Readable.from(chunks), createWriteStream(file, { mode: 0o600 }));
    return await blobs.putFile(file);
  } finally {
    await rm(file, { force: true });
  }
}
