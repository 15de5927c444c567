import { z } from 'zod';

export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 lower-case hexadecimal digits');

/** A piece of content in the store, named by what it holds: `blobs/sha256/<first 2>/<hex>`. */
export const BlobRef = z.strictObject({ sha256: Sha256, size: z.int().nonnegative() });
export type BlobRef = z.infer<typeof BlobRef>;

/** A blob of JSON lines. */
export const RowsRef = BlobRef.extend({ rows: z.int().nonnegative() });
export type RowsRef = z.infer<typeof RowsRef>;

/** Named files of one thing, such as an adapter: file name → blob. Names are plain (no `/`, no `..`). */
export const FilesRef = z.record(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/), BlobRef);
export type FilesRef = z.infer<typeof FilesRef>;
