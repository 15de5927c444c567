import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { BlobRef } from '../contracts/blob.ts';
import type { DatasetReader, FoundFile } from './found-files.ts';
import { countRows, type ReadSettings } from './read-file.ts';

/**
 * Copies a file as it lies there to `path`, then counts its rows in the copy: what is hashed, counted and later cleaned is one content.
 * @throws InvalidInput when it cannot be read as a whole: packed wrongly, cut off, or no file of rows
 */
export async function freezeFile(
  datasets: DatasetReader,
  file: FoundFile,
  path: string,
  signal: AbortSignal,
  settings: ReadSettings = {},
): Promise<{ content: BlobRef; lines: number; format: string }> {
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
  const { rows, format } = await countRows(path, file.uri, settings);
  return { content: { sha256: hash.digest('hex'), size }, lines: rows, format };
}
