import type { S3Reader } from '../storage/s3-reader.ts';
import { datasetFailure, requireReadable } from './dataset-names.ts';
import type { DatasetReader } from './found-files.ts';
import { createLocalDatasets } from './local-datasets.ts';
import { createS3Datasets } from './s3-datasets.ts';

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
      if (files.length > mostFiles)
        throw datasetFailure(uri, `it matches ${files.length} files, and at most ${mostFiles} are allowed: join them`);
      for (const file of files) requireReadable(file.uri);
      return files;
    },
    open: (file) => readerOf(file.uri).open(file),
  };
}
