import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { link, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AnnealFailure } from '../contracts/failure.ts';
import { errorCode, hashFile, isTemporary, writeWhole } from './local-files.ts';
import type { FileContent } from './local-files.ts';
import { checkKey } from './object-key.ts';
import type { ObjectStore, PutCondition, StoredObject } from './object-store.ts';

/**
 * An object store in a folder of this machine: for tests, and for work without a server. Objects are files that appear
 * whole; an object's ETag is the SHA-256 of its bytes. Several processes may share it; a network file system may not hold it.
 */
export function createFolderObjectStore(folder: string): ObjectStore {
  const root = resolve(folder);
  const objects = join(root, 'objects');
  const pathOf = (key: string) => join(objects, checkKey(key));
  return {
    head: (key) => headFile(key, pathOf(key)),
    get: (key) => orNull(readFile(pathOf(key))),
    getStream: async (key) => {
      const path = pathOf(key);
      return (await isFile(path)) ? readInPieces(path) : null;
    },
    put: async (key, body, condition = {}) => {
      const bytes = typeof body === 'string' ? Buffer.from(body) : body;
      if (condition.ifMatch !== undefined) return withLock(root, key, () => replace(pathOf(key), bytes, condition.ifMatch as string));
      return write(pathOf(key), [bytes], condition);
    },
    putFile: (key, file, upload) => storeFile(key, pathOf(key), file, upload),
    list: (prefix) => listFiles(objects, prefix),
    delete: async (key) => rm(pathOf(key), { force: true }),
  };
}

type Written = Awaited<ReturnType<ObjectStore['put']>>;

async function write(path: string, chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>, { ifAbsent }: PutCondition): Promise<Written> {
  let written = true;
  const { sha256 } = await writeWhole(path, chunks, async (_content, temporary) => {
    if (!ifAbsent) return 'rename';
    written = await linkIfAbsent(temporary, path);
    return 'done';
  });
  return { written, etag: written ? sha256 : ((await headFile('', path))?.etag ?? null) };
}

/** Unlike a rename, a link never replaces: of many writers one succeeds. */
async function linkIfAbsent(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

async function replace(path: string, bytes: Uint8Array, etag: string): Promise<Written> {
  const found = await headFile('', path);
  return found?.etag === etag ? write(path, [bytes], {}) : { written: false, etag: found?.etag ?? null };
}

type Upload = Parameters<ObjectStore['putFile']>[2];

async function storeFile(key: string, path: string, file: string, { sha256, size, onProgress, signal }: Upload): Promise<void> {
  const check = async (content: FileContent, temporary: string) => {
    if (content.sha256 !== sha256)
      throw new AnnealFailure(
        'ContentConflict',
        `${file} changed before it was stored, so nothing was stored. Let nothing write to it, and start again.`,
      );
    signal?.throwIfAborted();
    await linkIfAbsent(temporary, path);
    return 'done' as const;
  };
  await writeWhole(path, createReadStream(file) as AsyncIterable<Uint8Array>, check);
  const stored = await headFile(key, path);
  if (stored?.sha256 !== sha256)
    throw new AnnealFailure(
      'ContentConflict',
      `${key} in the folder store holds other bytes than those to be stored, and is never replaced. Find out who wrote it; when it is damaged, delete it and start again.`,
      { details: { key } },
    );
  onProgress?.(size);
}

async function headFile(key: string, path: string): Promise<StoredObject | null> {
  if (!(await isFile(path))) return null;
  const content = await orNull(hashFile(path));
  return content && { key, size: content.size, etag: content.sha256, sha256: content.sha256 };
}

async function* readInPieces(path: string): AsyncGenerator<Uint8Array> {
  yield* createReadStream(path) as AsyncIterable<Uint8Array>; // opened when it is iterated
}

async function isFile(path: string): Promise<boolean> {
  const found = await orNull(stat(path));
  return found !== null && found.isFile();
}

async function orNull<T>(promise: Promise<T>): Promise<T | null> {
  try {
    return await promise;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes(errorCode(error) ?? '')) return null;
    throw error;
  }
}

async function* listFiles(objects: string, prefix: string): AsyncGenerator<StoredObject> {
  const start = prefix.includes('/') ? prefix.slice(0, prefix.lastIndexOf('/')) : '';
  const entries = (await orNull(readdir(join(objects, start), { recursive: true, withFileTypes: true }))) ?? [];
  const keys = entries
    .filter((entry) => entry.isFile() && !isTemporary(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(objects.length + 1))
    .filter((key) => key.startsWith(prefix))
    .toSorted();
  for (const key of keys) {
    const object = await headFile(key, join(objects, key));
    if (object) yield { key, size: object.size, etag: object.etag };
  }
}

const staleLockMs = 10_000;

/** Compare and replace is two steps on a file system. A lock that a killed process left behind is broken after 10 s. */
async function withLock<T>(root: string, key: string, act: () => Promise<T>): Promise<T> {
  const lock = join(root, 'locks', encodeURIComponent(key).slice(-200));
  await mkdir(dirname(lock), { recursive: true });
  while (!(await tryLock(lock))) await delay(5);
  try {
    return await act();
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}

async function tryLock(lock: string): Promise<boolean> {
  try {
    await mkdir(lock);
    return true;
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
  const held = await orNull(stat(lock));
  if (held && Date.now() - held.mtimeMs > staleLockMs) {
    const aside = `${lock}.${randomUUID()}`; // of several breakers one renames it
    await orNull(rename(lock, aside));
    await rm(aside, { recursive: true, force: true });
  }
  return false;
}
