import { createReadStream, createWriteStream } from 'node:fs';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { DatasetFormat } from '../contracts/dataset-reading.ts';
import { countRecords, parseRecord, readUnparsed, type UnparsedRecord } from '../data/read-records.ts';
import { findFormat, type FoundFormat } from '../data/reading/find-format.ts';
import type { InputRecord } from '../data/reading/input-record.ts';
import { peek } from '../data/reading/peek.ts';
import { countParquet, readParquet, type ParquetSource } from '../data/reading/read-parquet.ts';
import { parquetCompressors } from './parquet-compressors.ts';
import { unpack, type Packing } from './unpack.ts';

export interface ReadSettings {
  /** The format, where the content leaves a choice. */
  format?: DatasetFormat | undefined;
}

/** An opened file: its format, its bytes unpacked, and how it lies on the disk packed. */
interface Opened {
  found: FoundFormat;
  bytes: AsyncIterable<Uint8Array>;
  packing: Packing | null;
}

/**
 * Rows of a local file in whatever format it is, plain, gzip or zstd. A packed Parquet file is unpacked beside it and removed.
 * @param name of the file for the user, where it came from
 * @throws InvalidInput when the file as a whole cannot be read, naming it
 */
export async function* readFile(path: string, name: string, settings: ReadSettings = {}): AsyncGenerator<InputRecord[]> {
  const { batches } = await readFileUnparsed(path, name, settings);
  for await (const batch of batches) yield batch.map(parseRecord);
}

/**
 * The same, with rows of JSON as texts that are still to be parsed, a mebibyte of the file at a time. `isJson`: whether they
 * are. The file is closed when `batches` is read to its end, or left.
 */
export async function readFileUnparsed(
  path: string,
  name: string,
  { format }: ReadSettings = {},
): Promise<{ isJson: boolean; batches: AsyncGenerator<UnparsedRecord[]> }> {
  const opened = await openRows(path, name, format);
  const { found, bytes } = opened;
  if (found.format === 'parquet') return { isJson: false, batches: withParquet(path, opened, (source) => readParquet(source, name)) };
  return { isJson: found.format === 'jsonl' || found.format === 'json', batches: readUnparsed(bytes, found, name) };
}

const packedNames = { gzip: '.gz', zstd: '.zst' } as const;

/** Rows of a local file, good and bad ones, and its format, such as "csv.gz". @throws InvalidInput as `readFile` does */
export async function countRows(path: string, name: string, { format }: ReadSettings = {}): Promise<{ rows: number; format: string }> {
  const opened = await openRows(path, name, format);
  const { found, packing } = opened;
  const told = `${found.format}${packing === null ? '' : packedNames[packing]}`;
  if (found.format !== 'parquet') return { rows: await countRecords(opened.bytes, found, name), format: told };
  let rows = 0;
  for await (const count of withParquet(path, opened, (source) => once(() => countParquet(source, name)))) rows = count;
  return { rows, format: told };
}

/** Bytes of a local file in pieces of a mebibyte. */
export function openFile(path: string): AsyncIterable<Uint8Array> {
  return createReadStream(path, { highWaterMark: 1024 * 1024 }) as AsyncIterable<Uint8Array>;
}

async function openRows(path: string, name: string, format: DatasetFormat | undefined): Promise<Opened> {
  const { packing, bytes } = await unpack(openFile(path), name);
  const { head, all } = await peek(bytes);
  try {
    return { found: findFormat(head, name, format), bytes: all, packing };
  } catch (error) {
    await close(all);
    throw error;
  }
}

async function* withParquet<T>(
  path: string,
  { bytes, packing }: Opened,
  read: (source: ParquetSource) => AsyncIterable<T>,
): AsyncGenerator<T> {
  const plain = packing !== null ? `${path}.unpacked` : path;
  try {
    if (packing !== null) await pipeline(bytes, createWriteStream(plain, { flags: 'wx', mode: 0o600 }));
    else await close(bytes);
    const handle = await open(plain);
    try {
      yield* read({ file: await randomAccess(handle), compressors: parquetCompressors });
    } finally {
      await handle.close();
    }
  } finally {
    if (packing !== null) await rm(plain, { force: true });
  }
}

/** Ends a stream that is not read any further, so that its file is closed. */
async function close(bytes: AsyncIterable<Uint8Array>): Promise<void> {
  const iterator = bytes[Symbol.asyncIterator]();
  await iterator.next();
  await iterator.return?.();
}

async function randomAccess(handle: FileHandle): Promise<ParquetSource['file']> {
  const { size } = await handle.stat();
  return {
    byteLength: size,
    slice: async (start, end = size) => {
      const bytes = new ArrayBuffer(Math.max(0, Math.min(end, size) - start));
      const { bytesRead } = await handle.read(new Uint8Array(bytes), 0, bytes.byteLength, start);
      return bytesRead === bytes.byteLength ? bytes : bytes.slice(0, bytesRead);
    },
  };
}

async function* once<T>(work: () => Promise<T>): AsyncGenerator<T> {
  yield await work();
}
