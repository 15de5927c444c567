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

/** Files of the base model below a prefix: name → uri. @throws AnnealFailure UnknownBaseModel when it is none. */
export async function listPrefix(uri: string, reader: S3Reader): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for await (const object of reader.list(uri)) {
    const name = object.uri.slice(uri.length);
    if (!name.includes('/') && wanted.test(name)) files.set(name, object.uri);
  }
  const names = [...files.keys()];
  const complete = names.includes('config.json') && names.some((name) => name.endsWith('.safetensors'));
  if (complete && names.every((name) => FilesRef.keyType.safeParse(name).success)) return files;
  const holds = names.length === 0 ? 'it holds none of them' : `it holds ${names.join(', ')}`;
  throw new AnnealFailure(
    'UnknownBaseModel',
    `${uri} holds no base model: config.json, a tokenizer and *.safetensors files with plain names are needed directly below it; ${holds}.`,
  );
}

/** Copies a base model from wherever a team keeps it to blobs, so that a run never sees it change. @throws AnnealFailure UnknownBaseModel */
export async function copyPrefix(uri: string, reader: S3Reader, blobs: Blobs, scratch: string): Promise<FilesRef> {
  const copied: FilesRef = {};
  for (const [name, object] of await listPrefix(uri, reader)) {
    const { chunks } = await reader.openDataset(object);
    copied[name] = await putThrough(chunks, blobs, join(scratch, `download-${randomUUID()}`));
  }
  return copied;
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
