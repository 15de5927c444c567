import { createHash, randomUUID } from 'node:crypto';
import { readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BlobRef, RowsRef } from '../contracts/blob.ts';
import { AnnealFailure } from '../contracts/failure.ts';
import { blobKey, conflict, damage, examine, missing, openBlob } from './blob-verification.ts';
import type { BlobDefect } from './blob-verification.ts';
import { sha256Of } from './checksums.ts';
import { largestSinglePut } from './file-parts.ts';
import { hashFile, writeWhole } from './local-files.ts';
import type { ObjectStore } from './object-store.ts';

export { blobKey } from './blob-verification.ts';
export type { BlobDefect } from './blob-verification.ts';

/** Content in the store, named by its SHA-256: equal content is stored once, and what is read is what was written. */
export interface Blobs {
  putBytes(bytes: Uint8Array | string): Promise<BlobRef>;
  putFile(path: string, options?: UploadOptions): Promise<BlobRef>;
  /** `JSON.stringify` as it is: keys keep their order. */
  putJson(value: unknown): Promise<BlobRef>;
  /** One JSON line a value, in bounded memory. */
  putLines(values: AsyncIterable<unknown> | Iterable<unknown>): Promise<RowsRef>;
  /** Whole and verified. @throws AnnealFailure NotFound, ContentConflict (other bytes stand there) */
  read(ref: BlobRef): Promise<Buffer>;
  readJson(ref: BlobRef): Promise<unknown>;
  /** Streaming; verified when the last line was given, so act on the whole only after the loop. */
  readLines(ref: BlobRef): AsyncIterable<unknown>;
  /** To a local file that appears only when it is whole and verified. */
  fetch(ref: BlobRef, path: string): Promise<void>;
  /** By size and recorded hash, without reading it. */
  has(ref: BlobRef): Promise<boolean>;
  /** By reading it: null = whole; else why not. */
  examine(ref: BlobRef): Promise<BlobDefect | null>;
}

interface UploadOptions {
  /** Of this file, already known; it is not hashed again then. */
  ref?: BlobRef;
  /** Reads what is there already before it is trusted, instead of asking for its size and recorded hash. */
  examine?: boolean;
  onProgress?: (bytes: number) => void;
  signal?: AbortSignal;
}

/** Up to this size it costs less to send a blob that may be there than to ask first. */
const smallBlob = 2 ** 20;

export interface BlobOptions {
  /** Folder for temporary files; the system's by default. */
  scratch?: string;
  /** Told when bytes that were not those of their name were replaced. */
  onRepair?: (repair: { key: string; message: string }) => void;
}

interface Context {
  store: ObjectStore;
  onRepair: BlobOptions['onRepair'];
}

/** Blobs of a store, under `blobs/sha256/`. */
export function createBlobs(store: ObjectStore, { scratch = tmpdir(), onRepair }: BlobOptions = {}): Blobs {
  const context = { store, onRepair };
  const blobs: Blobs = {
    putBytes: (bytes) => putBytes(context, typeof bytes === 'string' ? Buffer.from(bytes) : bytes),
    putFile: (path, options) => putFile(context, path, options ?? {}),
    putJson: (value) => blobs.putBytes(JSON.stringify(value)),
    putLines: (values) => putLines(context, values, join(scratch, `anneal-${randomUUID()}.jsonl`)),
    read: (ref) => readWhole(store, ref),
    readJson: async (ref) => JSON.parse((await readWhole(store, ref)).toString('utf8')) as unknown,
    readLines: (ref) => readLines(store, ref),
    fetch: (ref, path) => fetchFile(store, ref, path),
    has: async (ref) => {
      const found = await store.head(blobKey(ref));
      return found !== null && isRecordedAs(ref, found);
    },
    examine: (ref) => examine(store, ref),
  };
  return blobs;
}

function isRecordedAs(ref: BlobRef, found: { size: number; sha256?: string }): boolean {
  return found.size === ref.size && (found.sha256 ?? ref.sha256) === ref.sha256;
}

/**
 * true: it is there. What stands under its name with other bytes is never adopted: proven wrong by reading it, it makes
 * room for the right bytes, since a name that is a hash can mean no others.
 */
async function adopt({ store, onRepair }: Context, ref: BlobRef, examined = false): Promise<boolean> {
  const found = await store.head(blobKey(ref));
  if (found === null) return false;
  if (!examined && isRecordedAs(ref, found)) return true;
  const defect = await examine(store, ref);
  if (defect === null) return true;
  if (defect.kind === 'unreadable') throw new AnnealFailure('StoreUnavailable', defect.message);
  if (defect.kind === 'altered') {
    await store.delete(blobKey(ref));
    onRepair?.({ key: blobKey(ref), message: `${defect.message}; it was replaced` });
  }
  return false;
}

async function putBytes(context: Context, bytes: Uint8Array): Promise<BlobRef> {
  const ref = { sha256: sha256Of(bytes), size: bytes.length };
  await putWhole(context, ref, bytes);
  return ref;
}

/** What was hashed is what is sent. */
async function putWhole({ store, ...context }: Context, ref: BlobRef, bytes: Uint8Array, examined = false): Promise<void> {
  const isThere = () => adopt({ store, ...context }, ref, examined);
  const isWritten = async () => (await store.put(blobKey(ref), bytes, { ifAbsent: true, sha256: ref.sha256 })).written;
  if (ref.size > smallBlob && (await isThere())) return;
  // The second time: something stood there, and was gone or proven wrong when it was looked at.
  for (let attempt = 1; attempt <= 2; attempt += 1) if ((await isWritten()) || (await isThere())) return;
  throw conflict(ref, {});
}

async function putFile(
  context: Context,
  path: string,
  { ref: known, examine: examined, onProgress, signal }: UploadOptions,
): Promise<BlobRef> {
  const bytes = (known ?? (await stat(path))).size <= largestSinglePut ? await readFile(path) : null;
  const ref = known ?? (bytes === null ? await hashFile(path) : { sha256: sha256Of(bytes), size: bytes.length });
  signal?.throwIfAborted();
  if (bytes !== null && (known === undefined || sha256Of(bytes) === known.sha256)) {
    await putWhole(context, ref, bytes, examined);
    onProgress?.(ref.size);
  } else if (await adopt(context, ref, examined)) onProgress?.(ref.size);
  else await context.store.putFile(blobKey(ref), path, { ...ref, ...(onProgress && { onProgress }), ...(signal && { signal }) });
  return { sha256: ref.sha256, size: ref.size };
}

async function putLines(context: Context, values: AsyncIterable<unknown> | Iterable<unknown>, temporary: string): Promise<RowsRef> {
  let rows = 0;
  const encode = async function* () {
    let lines: string[] = [];
    for await (const value of values) {
      rows += 1;
      if (lines.push(`${JSON.stringify(value)}\n`) < 256) continue;
      yield Buffer.from(lines.join(''));
      lines = [];
    }
    yield Buffer.from(lines.join(''));
  };
  try {
    const ref = await writeWhole(temporary, encode(), undefined, { durable: false });
    await putFile(context, temporary, { ref });
    return { sha256: ref.sha256, size: ref.size, rows };
  } finally {
    await rm(temporary, { force: true });
  }
}

async function readWhole(store: ObjectStore, ref: BlobRef): Promise<Buffer> {
  for (let attempt = 1; ; attempt += 1) {
    const bytes = await store.get(blobKey(ref));
    if (bytes === null) throw missing(ref);
    const sha256 = sha256Of(bytes);
    if (sha256 === ref.sha256 && bytes.length === ref.size) return bytes;
    if (attempt === 2) throw conflict(ref, { size: bytes.length, sha256 }); // twice the same: not the wire's doing
  }
}

async function* readLines(store: ObjectStore, ref: BlobRef): AsyncGenerator<unknown> {
  const hash = createHash('sha256');
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of await openBlob(store, ref)) {
    hash.update(chunk);
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield await parseLine(store, ref, line);
  }
  if (hash.digest('hex') !== ref.sha256) throw await damage(store, ref);
  if (rest !== '') yield await parseLine(store, ref, rest);
}

async function parseLine(store: ObjectStore, ref: BlobRef, line: string): Promise<unknown> {
  try {
    return JSON.parse(line);
  } catch (error) {
    if ((await examine(store, ref)) === null)
      throw new AnnealFailure('InvalidInput', `The blob ${ref.sha256} does not hold JSON lines. Give one that does.`, { cause: error });
    throw await damage(store, ref);
  }
}

async function fetchFile(store: ObjectStore, ref: BlobRef, path: string): Promise<void> {
  const check = async ({ sha256 }: BlobRef) => {
    if (sha256 !== ref.sha256) throw await damage(store, ref);
    return 'rename' as const;
  };
  await writeWhole(path, await openBlob(store, ref), check, { durable: false }); // the store has it
}
