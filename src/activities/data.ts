import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import type { DataActivities } from '../contracts/activities.ts';
import type { BlobRef, RowsRef } from '../contracts/blob.ts';
import { CleanedDataset, DatasetSplits, ValidatedDataset, type DatasetFile } from '../contracts/dataset.ts';
import { AnnealFailure } from '../contracts/failure.ts';
import { TrainingJob } from '../contracts/training.ts';
import { sourceParts } from '../data/dataset-source.ts';
import { cleanFiles } from '../datasets/clean-files.ts';
import type { DatasetReader } from '../datasets/found-files.ts';
import { freezeFile } from '../datasets/freeze-file.ts';
import type { WrittenFile } from '../datasets/line-file.ts';
import { splitParts } from '../datasets/split-parts.ts';
import { validateParts } from '../datasets/validate-parts.ts';
import type { Blobs } from '../storage/blobs.ts';
import { diskFailure } from '../storage/local-files.ts';
import { stepKey, type StepIdentity, type StepResults } from '../storage/step-results.ts';
import { makeTrainingJob } from './make-training-job.ts';
import { withHeartbeat } from './steady-heartbeat.ts';

export interface DataDependencies {
  blobs: Blobs;
  stepResults: StepResults;
  datasets: DatasetReader;
  /** Folder for temporary files; one folder an attempt, removed at its end. */
  scratch: string;
}

/** Raised whenever a step makes something else of the same input; stored results of older versions are not used then. */
export const stepVersions = { cleanDataset: 1, validateDataset: 1, splitDatasets: 1, uploadDataset: 1 } as const;

interface Step<T> {
  identity: Omit<StepIdentity, 'version'> & { step: keyof typeof stepVersions };
  schema: z.ZodType<T>;
  /** true: do the work again even where the store holds its result. */
  fresh: boolean;
  work: (folder: string, signal: AbortSignal) => Promise<{ result: T; blobs: BlobRef[] }>;
}

/** The steps from raw files to what a trainer reads. */
export function createDataActivities({ blobs, stepResults, datasets, scratch }: DataDependencies): DataActivities {
  const inFolder = <T>(details: unknown, work: (folder: string, signal: AbortSignal) => Promise<T>) =>
    withHeartbeat(details, (signal) => withFolder(scratch, (folder) => work(folder, signal)));

  const once = <T>(stage: string, { identity, schema, fresh, work }: Step<T>): Promise<T> =>
    inFolder({ doing: identity.step, stage }, async (folder, signal) => {
      const key = stepKey({ ...identity, version: stepVersions[identity.step] });
      const known = fresh ? null : await stepResults.find(identity.step, key, schema);
      if (known !== null) return known;
      const { result, blobs: refs } = await work(folder, signal);
      return stepResults.keep(identity.step, key, result, refs);
    });

  const put = async ({ path, ref }: WrittenFile): Promise<RowsRef> => {
    await blobs.putFile(path, { ref });
    return ref;
  };
  const read = <T>(ref: BlobRef) => blobs.readLines(ref) as AsyncIterable<T>;

  return {
    /** Safe to retry: copies are content-addressed, and only the listing of the attempt that ends well is used. */
    findDataset: ({ stage, dataset }) =>
      inFolder({ doing: 'findDataset', stage }, async (folder, signal) => {
        const files: DatasetFile[] = [];
        for (const { uri, split } of sourceParts(dataset)) {
          for (const file of await datasets.find(uri)) {
            if (isListed(files, file.uri, split)) continue;
            const path = join(folder, String(files.length));
            const { content, lines } = await freezeFile(datasets, file, path, signal);
            files.push({ uri: file.uri, split, content: await blobs.putFile(path, { ref: content, signal }), lines });
            await rm(path);
          }
        }
        return { files };
      }),

    /** Safe to retry: the result depends on the files' names and content alone, and its objects are content-addressed. */
    cleanDataset: ({ stage, files, fresh }) =>
      once(stage, {
        identity: {
          step: 'cleanDataset',
          inputs: files.map(({ uri, split, content }) => ({ uri, split, sha256: content.sha256 })),
          parameters: {},
        },
        schema: CleanedDataset,
        fresh,
        work: async (folder, signal) => {
          const local = files.map(({ uri, split }, index) => ({ uri, split, path: join(folder, `input-${index}`) }));
          for (const [index, { path }] of local.entries()) await blobs.fetch(files[index]!.content, path);
          const { parts, dropped, counts } = await cleanFiles({ dataset: stage, files: local, folder, signal });
          const result = { parts: await putParts(parts, put), dropped: await put(dropped), counts };
          return { result, blobs: [...result.parts.map(({ rows }) => rows), result.dropped] };
        },
      }),

    /** Safe to retry: the result depends on the cleaned rows and the limits alone. */
    validateDataset: ({ stage, cleaned, answers, lengths, fresh }) =>
      once(stage, {
        identity: { step: 'validateDataset', inputs: cleaned, parameters: { answers, lengths } },
        schema: ValidatedDataset,
        fresh,
        work: async (folder, signal) => {
          const { parts, dropped, ...rest } = await validateParts({ dataset: stage, cleaned, answers, lengths, read, folder, signal });
          const result = { parts: await putParts(parts, put), dropped: await put(dropped), ...rest };
          return { result, blobs: [...result.parts.map(({ rows }) => rows), result.dropped] };
        },
      }),

    /** Safe to retry: a row's side depends on the salt, its group and its prompt alone, over the same datasets. */
    splitDatasets: ({ stages, split, fresh }) =>
      once('all', {
        identity: {
          step: 'splitDatasets',
          inputs: stages.map(({ stage, dataset }) => ({ stage, parts: dataset.parts })),
          parameters: split,
        },
        schema: DatasetSplits.array(),
        fresh,
        work: async (folder, signal) => {
          const { stages: written, ledger } = await splitParts({ stages, split, read, folder, signal });
          const result: DatasetSplits[] = [];
          for (const { files, leaks } of written) {
            result.push({
              train: await put(files.train),
              validation: await put(files.validation),
              test: await put(files.test),
              dropped: await put(files.dropped),
              leaks,
              ledger,
            });
          }
          return { result, blobs: result.flatMap(({ train, validation, test, dropped }) => [train, validation, test, dropped]) };
        },
      }).then((splits) => ({ splits })),

    /** Safe to retry: which rows are replayed, where they stand and every setting follow from the request. */
    uploadDataset: (request) =>
      once(request.stage, {
        identity: {
          step: 'uploadDataset',
          inputs: { start: request.start, splits: request.splits, earlier: request.earlier },
          parameters: { ...request, start: null, splits: null, earlier: null },
        },
        schema: TrainingJob,
        fresh: false, // mixing rows is cheap to check and always comes out the same
        work: async (folder, signal) => {
          const job = await makeTrainingJob(request, { read, put, folder, signal });
          return { result: job, blobs: [job.train, job.validation] };
        },
      }),
  };
}

async function putParts(
  parts: { split: DatasetFile['split']; file: WrittenFile }[],
  put: (file: WrittenFile) => Promise<RowsRef>,
): Promise<CleanedDataset['parts']> {
  return Promise.all(parts.map(async ({ split, file }) => ({ split, rows: await put(file) })));
}

/** A file that two globs of one split match is read once. @throws InvalidInput when it is named for two splits */
function isListed(files: DatasetFile[], uri: string, split: DatasetFile['split']): boolean {
  const listed = files.find((file) => file.uri === uri);
  if (listed === undefined || listed.split === split) return listed !== undefined;
  throw new AnnealFailure(
    'InvalidInput',
    `Dataset: ${uri} is named both as ${listed.split} and as ${split}. A file can be of one split only: name different files, or give one list and let Anneal split it.`,
  );
}

async function withFolder<T>(scratch: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = join(scratch, `data-${randomUUID()}`);
  try {
    await mkdir(folder, { recursive: true });
    return await work(folder);
  } catch (error) {
    throw diskFailure(error, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
