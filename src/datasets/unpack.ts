import { Readable, pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { AnnealFailure } from '../contracts/failure.ts';
import { peek } from '../data/reading/peek.ts';
import { unpackZstd } from './unpack-zstd.ts';

/** What unpacking may come to before it counts as a bomb. */
export interface UnpackLimits {
  /** Unpacked bytes of one file. */
  bytes: number;
  /** Unpacked ÷ packed bytes, once more than `ratioFrom` bytes were unpacked. Text packs 3 to 20 times, repetitive rows 100 times. */
  ratio: number;
  ratioFrom: number;
}

export const unpackLimits: UnpackLimits = { bytes: 8 * 1024 ** 3, ratio: 200, ratioFrom: 64 * 1024 ** 2 };

export type Packing = 'gzip' | 'zstd';

/**
 * The bytes of a file, unpacked when its first bytes are those of gzip or zstd, whatever its name is. Output is counted while
 * it comes: a file that unpacks to too much ends as a failure long before it fills a disk.
 * @throws InvalidInput for a bomb, and for a file that was cut off or damaged
 */
export async function unpack(
  chunks: AsyncIterable<Uint8Array>,
  file: string,
  limits: UnpackLimits = unpackLimits,
): Promise<{ packing: Packing | null; bytes: AsyncIterable<Uint8Array> }> {
  const { head, all } = await peek(chunks);
  const packing = packingOf(head);
  return { packing, bytes: packing === null ? all : unpackAll(all, file, packing, limits) };
}

/** Skippable frames, with which some writers of zstd begin, have sixteen signatures. */
function packingOf(head: Uint8Array): Packing | null {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  const signature = head.length < 4 ? 0 : Buffer.from(head).readUInt32LE(0);
  return signature === 0xfd2fb528 || (signature & 0xfffffff0) >>> 0 === 0x184d2a50 ? 'zstd' : null;
}

async function* unpackAll(
  chunks: AsyncIterable<Uint8Array>,
  file: string,
  packing: Packing,
  limits: UnpackLimits,
): AsyncGenerator<Uint8Array> {
  let packed = 0;
  let unpacked = 0;
  const counted = async function* () {
    for await (const chunk of chunks) {
      packed += chunk.length;
      yield chunk;
    }
  };
  try {
    for await (const chunk of packing === 'gzip' ? gunzip(counted()) : unpackZstd(counted())) {
      unpacked += chunk.length;
      if (unpacked > limits.bytes || (unpacked > limits.ratioFrom && unpacked > packed * limits.ratio))
        throw bomb(file, packed, unpacked, limits);
      yield chunk;
    }
  } catch (error) {
    throw isUnpackingError(error) ? damaged(file, packing, error) : error;
  }
}

function gunzip(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  return pipeline(Readable.from(chunks, { objectMode: false }), createGunzip({ chunkSize: 256 * 1024 }), () => {});
}

function isUnpackingError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && /^(Z_|ZSTD_)/.test(String((error as NodeJS.ErrnoException).code));
}

function damaged(file: string, packing: Packing, error: NodeJS.ErrnoException): AnnealFailure {
  return new AnnealFailure(
    'InvalidInput',
    `${file} is not a whole ${packing} file (${error.message}). It was cut off or damaged, or something else follows the packed data. Pack it again.`,
    { cause: error },
  );
}

function bomb(file: string, packed: number, unpacked: number, limits: UnpackLimits): AnnealFailure {
  return new AnnealFailure(
    'InvalidInput',
    `${file} unpacks to too much: ${packed} bytes gave more than ${unpacked}. At most ${limits.bytes} bytes a file and ${limits.ratio} times its packed size are allowed. Give the file unpacked, or in parts.`,
    { details: { packed, unpacked } },
  );
}
