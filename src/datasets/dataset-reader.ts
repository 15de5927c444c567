import type { S3Reader } from '../storage/s3-reader.ts';
import { datasetFailure, requireReadable } from './dataset-names.ts';
import { createLocalDatasets } from './local-datasets.ts';
import { createS3Datasets } from './s3-datasets.ts';

/** A file of a dataset, as it was found. */
export interface FoundFile {
  uri: string;
  /** Bytes as they lie there, packed ones packed. */
  size: number;
}

/** Finds and opens what a spec calls a dataset. */
export interface DatasetReader {
  /** The files that a name or a glob stands for, sorted by uri. @throws InvalidInput when there are none or they cannot be read */
  find(uri: string): Promise<FoundFile[]>;
  /** The bytes as they lie there. */
  open(file: FoundFile): Promise<AsyncIterable<Uint8Array>>;
}

/** More files than this do not fit into a plan; rows do not mind which file they are in. */
const mostFiles = 100;

/** Reads `s3://` addresses through `s3`, and local paths under `dataRoots` only. */
export function createDatasetReader({ s3, dataRoots }: { s3: S3Reader; dataRoots: readonly string[] }): DatasetReader {
  const [remote, local] = [createS3Datasets(s3), createLocalDatasets(dataRoots)];
  const readerOf = (uri: string) => (uri.startsWith('s3://') ? remote : local);
  return {
    find: async (uri) => {
      const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(uri)?.[1];
      if (scheme !== undefined && scheme !== 's3') throw datasetFailure(uri, `the scheme ${scheme}:// is not supported`);
      const files = await readerOf(uri).find(uri);
      if (files.length > mostFiles) throw datasetFailure(uri, `it matches ${files.length} files, and at most ${mostFiles} are allowed: join them`);
      for (const file of files) requireReadable(file.uri);
      return files;
    },
    open: (file) => readerOf(file.uri).open(file),
  };
}
