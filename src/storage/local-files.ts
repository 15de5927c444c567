import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { AnnealFailure } from '../contracts/failure.ts';

/** Bytes that may wait for the disk while more are coming. */
const writeAhead = 2 ** 20;

export interface FileContent {
  sha256: string;
  size: number;
}

/** Hash and size of a file, in memory that does not grow with it. */
export async function hashFile(file: string): Promise<FileContent> {
  return hashChunks(createReadStream(file, { highWaterMark: 1024 * 1024 }) as AsyncIterable<Uint8Array>);
}

/** Hash and size of bytes that come in pieces. */
export async function hashChunks(chunks: AsyncIterable<Uint8Array>): Promise<FileContent> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of chunks) {
    hash.update(chunk);
    size += chunk.length;
  }
  return { sha256: hash.digest('hex'), size };
}

/**
 * Writes a file that appears under its name only when it is whole and on disk: temporary neighbour, fsync, rename.
 * `publish` decides between the two: it may refuse by throwing, or move the file itself and answer 'done'.
 * `durable: false` leaves the syncing out, for what is verified or thrown away after a power failure.
 * @throws AnnealFailure DiskFull; then nothing is left behind.
 */
export async function writeWhole(
  path: string,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  publish: (content: FileContent, temporary: string) => Promise<'rename' | 'done'> = async () => 'rename',
  { durable = true }: { durable?: boolean } = {},
): Promise<FileContent> {
  const temporary = join(dirname(path), `.${randomUUID()}.part`);
  try {
    await mkdir(dirname(path), { recursive: true });
    const content = await writeChunks(temporary, chunks, durable);
    if ((await publish(content, temporary)) === 'rename') await rename(temporary, path);
    if (durable) await syncFolder(dirname(path));
    return content;
  } catch (error) {
    throw diskFailure(error, path);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Whether a file is one that `writeWhole` had not finished when its process was killed. */
export function isTemporary(name: string): boolean {
  return /^\.[0-9a-f-]{36}\.part$/.test(name);
}

async function writeChunks(path: string, chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>, durable: boolean): Promise<FileContent> {
  const hash = createHash('sha256');
  let size = 0;
  const hashed = async function* () {
    for await (const chunk of chunks) {
      hash.update(chunk);
      size += chunk.length;
      yield chunk;
    }
  };
  // Opened before anything can break: a stream that opens by itself may create the file after it was thought to be gone.
  const file = await open(path, 'wx', 0o600);
  await pipeline(hashed, file.createWriteStream({ flush: durable, highWaterMark: writeAhead }));
  return { sha256: hash.digest('hex'), size };
}

/** A rename is on disk only when its folder is. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Names a full disk; passes everything else through. */
export function diskFailure(error: unknown, path: string): unknown {
  const code = errorCode(error);
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return error;
  return new AnnealFailure(
    'DiskFull',
    `The disk that holds ${dirname(path)} is full. Free some space there, or choose another folder; the work goes on by itself then.`,
    { cause: error },
  );
}

export function errorCode(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
}
