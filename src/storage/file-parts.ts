import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';

const mebibyte = 1024 * 1024;
/** Files up to this size go in one request: one answer to wait for instead of six, and no more than four parts' memory. */
export const largestSinglePut = 16 * mebibyte;
const smallestPart = 8 * mebibyte;
const mostParts = 10_000; // of every S3 store

/** Bytes of every part but the last. Depends on the size alone, so that another process can go on with an upload. */
export function partSize(size: number): number {
  return Math.max(smallestPart, Math.ceil(size / mostParts));
}

export interface FilePart {
  number: number;
  bytes: Buffer;
}

/** Hands the file's parts out in order, one at a time, hashing on the way: what is sent is what was hashed. */
export function partReader(handle: FileHandle, size: number): { read(buffer: Buffer): Promise<FilePart | null>; sha256(): string } {
  const hash = createHash('sha256');
  let number = 0;
  let position = 0;
  let turn: Promise<unknown> = Promise.resolve();
  const readNext = async (buffer: Buffer): Promise<FilePart | null> => {
    if (position >= size) return null;
    const wanted = Math.min(buffer.length, size - position);
    for (let filled = 0; filled < wanted;) {
      const { bytesRead } = await handle.read(buffer, filled, wanted - filled, position + filled);
      if (bytesRead === 0) break; // shorter than it was: the hash will tell
      filled += bytesRead;
    }
    const bytes = buffer.subarray(0, wanted);
    hash.update(bytes);
    position += wanted;
    number += 1;
    return { number, bytes };
  };
  return {
    read: (buffer) => {
      const mine = turn.then(() => readNext(buffer));
      turn = mine.catch(() => null);
      return mine;
    },
    sha256: () => hash.digest('hex'),
  };
}
