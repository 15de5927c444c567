import type { Blobs } from '../storage/blobs.ts';

/** Every line of a file in the store, parsed: for files that fit into memory. */
export async function readAll<T>(
  blobs: Pick<Blobs, 'readLines'>,
  ref: Parameters<Blobs['readLines']>[0],
  parse: (value: unknown) => T,
): Promise<T[]> {
  const values: T[] = [];
  for await (const value of blobs.readLines(ref)) values.push(parse(value));
  return values;
}
