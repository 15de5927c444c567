import { Readable, pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { AnnealFailure } from '../contracts/failure.ts';

/** What unpacking may come to before it counts as a bomb. */
export interface UnpackLimits {
  /** Unpacked bytes of one file. */
  bytes: number;
  /** Unpacked ÷ packed bytes, once more than `ratioFrom` bytes were unpacked. Text packs 3 to 20 times, repetitive rows 100 times. */
  ratio: number;
  ratioFrom: number;
}

export const unpackLimits: UnpackLimits = { bytes: 8 * 1024 ** 3, ratio: 200, ratioFrom: 64 * 1024 ** 2 };

/**
 * The bytes of a file, unpacked when its name ends in .gz. Output is counted while it comes: a file that unpacks to too
 * much ends as a failure long before it fills a disk.
 * @throws InvalidInput for a bomb, and for a file that is no whole gzip file
 */
export function unpack(chunks: AsyncIterable<Uint8Array>, file: string, limits: UnpackLimits = unpackLimits): AsyncIterable<Uint8Array> {
  return /\.gz$/i.test(file) ? gunzip(chunks, file, limits) : chunks;
}

async function* gunzip(chunks: AsyncIterable<Uint8Array>, file: string, limits: UnpackLimits): AsyncGenerator<Uint8Array> {
  let packed = 0;
  let unpacked = 0;
  const counted = async function* () {
    for await (const chunk of chunks) {
      packed += chunk.length;
      yield chunk;
    }
  };
  const output = pipeline(Readable.from(counted(), { objectMode: false }), createGunzip({ chunkSize: 256 * 1024 }), () => {});
  try {
    for await (const chunk of output as AsyncIterable<Uint8Array>) {
      unpacked += chunk.length;
      if (unpacked > limits.bytes || (unpacked > limits.ratioFrom && unpacked > packed * limits.ratio))
        throw bomb(file, packed, unpacked, limits);
      yield chunk;
    }
  } catch (error) {
    throw isZlibError(error) ? damaged(file, error) : error;
  }
}

function isZlibError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && String((error as NodeJS.ErrnoException).code).startsWith('Z_');
}

function damaged(file: string, error: NodeJS.ErrnoException): AnnealFailure {
  return new AnnealFailure(
    'InvalidInput',
    `${file} is not a whole gzip file (${error.message}). Pack it again, or give it a name without .gz if it is not packed.`,
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
