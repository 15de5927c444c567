import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { BlobRef } from '../contracts/blob.ts';
import { countRecords } from '../data/read-records.ts';
import { openFile } from './clean-files.ts';
import type { DatasetReader, FoundFile } from './found-files.ts';
import { unpack } from './gunzip.ts';

/**
 * Copies a file as it lies there to `path`, then counts its rows in the copy: what is hashed, counted and later cleaned is one content.
 * @throws InvalidInput when it cannot be unpacked, or is a JSON array that cannot be read
 */
export async function freezeFile(
  datasets: DatasetReader,
  file: FoundFile,
  path: string,
  signal: AbortSignal,
): Promise<{ content: BlobRef; lines: number }> {
  const hash = createHash('sha256');
  let size = 0;
  const hashed = async function* (chunks: AsyncIterable<Uint8Array>) {
    for await (const chunk of chunks) {
      hash.update(chunk);
      size += chunk.length;
      yield chunk;
    }
  };
  await pipeline(await datasets.open(file), hashed, createWriteStream(path, { flags: 'wx', mode: 0o600 }), { signal });
  const lines = await countRecords(unpack(openFile(path), file.uri), file.uri);
  return { content: { sha256: hash.digest('hex'), size }, lines };
}
