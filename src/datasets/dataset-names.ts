import picomatch from 'picomatch';
import { AnnealFailure } from '../contracts/failure.ts';

/** Files that can be read, by the end of their name. */
const readable = /\.(jsonl|ndjson|json|csv|tsv|tab|parquet|pq)(\.(gz|gzip|zst|zstd))?$/i;
const allowedNames = '.jsonl, .ndjson, .json, .csv, .tsv, .tab, .parquet or .pq, each plain or with .gz or .zst';
const allowed = `Allowed are s3://bucket/key, s3://bucket/prefix/*.jsonl, or such a path under the worker's data roots, ending in ${allowedNames}`;

/** Splits a uri with `*`, `?`, `[…]` or `{…}` into the part before and the test of a whole name; `null` when it is a plain name. */
export function readGlob(uri: string): { base: string; matches: (name: string) => boolean } | null {
  const at = uri.search(/[*?[\]{}]/);
  if (at === -1) return null;
  const base = uri.slice(0, uri.lastIndexOf('/', at) + 1);
  const matches = picomatch(uri.slice(base.length), { noextglob: true, nonegate: true });
  return { base, matches: (name) => name.startsWith(base) && matches(name.slice(base.length)) };
}

/** @throws InvalidInput when the name's end is of no format that can be read */
export function requireReadable(name: string): void {
  if (!readable.test(name)) throw datasetFailure(name, 'its name ends in no format that can be read');
}

/** One message for whatever is wrong with where a dataset is said to be. */
export function datasetFailure(uri: string, found: string, cause?: unknown): AnnealFailure {
  return new AnnealFailure('InvalidInput', `Dataset ${JSON.stringify(uri)}: ${found}. ${allowed}.`, { cause, details: { uri } });
}
