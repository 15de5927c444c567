import type { S3Reader } from '../storage/s3-reader.ts';
import type { DatasetReader, FoundFile } from './found-files.ts';
import { datasetFailure, readGlob } from './dataset-names.ts';

/** Reads objects of any bucket that the worker's credentials reach. */
export function createS3Datasets(s3: S3Reader): DatasetReader {
  return {
    find: (uri) => {
      if (!/^s3:\/\/[^/*?[\]{}]+\/./.test(uri)) throw datasetFailure(uri, 'it names no bucket and key');
      return readGlob(uri) === null ? findOne(s3, uri) : findMatching(s3, uri);
    },
    open: async ({ uri }) => (await s3.openDataset(uri)).chunks,
  };
}

/** Of all keys that begin with this one, the key itself comes first. */
async function findOne(s3: S3Reader, uri: string): Promise<FoundFile[]> {
  for await (const object of s3.list(uri)) {
    if (object.uri === uri) return [{ uri, size: object.size }];
    throw datasetFailure(uri, `there is no such object, but others begin with this name, such as ${object.uri}`);
  }
  throw datasetFailure(uri, 'there is no such object');
}

async function findMatching(s3: S3Reader, uri: string): Promise<FoundFile[]> {
  const { base, matches } = readGlob(uri)!;
  const found: FoundFile[] = [];
  let seen = 0;
  for await (const object of s3.list(base)) {
    seen += 1;
    if (matches(object.uri)) found.push({ uri: object.uri, size: object.size });
  }
  if (found.length === 0) throw datasetFailure(uri, `none of the ${seen} objects below ${base} matches`);
  return found;
}
