import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import type { Compressors } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

type Unpack = (input: Uint8Array, length: number) => Uint8Array;

/** Node's own unpacking, faster than JavaScript, and made to stop at the length that the page claims. */
const native =
  (unpackAll: (input: Uint8Array, options: { maxOutputLength: number }) => Uint8Array): Unpack =>
  (input, length) =>
    unpackAll(input, { maxOutputLength: Math.max(1, length) });

const unpackers: Compressors = {
  ...compressors,
  GZIP: native(gunzipSync),
  BROTLI: native(brotliDecompressSync),
  ZSTD: native(zstdDecompressSync),
};

/**
 * What unpacks the pages of a Parquet file. The length that a page claims was checked before. A page of nothing, such as the
 * dictionary of an empty column, is not unpacked: the library's LZ4 cannot.
 */
export const parquetCompressors: Compressors = Object.fromEntries(
  Object.entries(unpackers).map(([codec, unpack]) => [
    codec,
    (input: Uint8Array, length: number) => (length === 0 ? new Uint8Array(0) : unpack(input, length)),
  ]),
);
