import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import type { Compressors } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

type Unpack = (input: Uint8Array, length: number) => Uint8Array;

/** Node's own unpacking, faster than JavaScript, and made to stop at the length that the page claims. */
const native =
  (unpackAll: (input: Uint8Array, options: { maxOutputLength: number }) => Uint8Array): Unpack =>
  (input, length) =>
    unpackAll(input, { maxOutputLength: Math.max(1, length) });

/** What unpacks the pages of a Parquet file. The length that a page claims was checked before. */
export const parquetCompressors: Compressors = {
  ...compressors,
  GZIP: native(gunzipSync),
  BROTLI: native(brotliDecompressSync),
  ZSTD: native(zstdDecompressSync),
};
