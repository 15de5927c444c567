import type { BlobRef } from '../contracts/blob.ts';

/** Streams the lines of a blob that Anneal wrote itself, so that their shape is known. */
export type ReadRows = <T>(ref: BlobRef) => AsyncIterable<T>;
