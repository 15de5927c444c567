import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataActivities } from '../contracts/activities.ts';
import type { DatasetFile, DatasetSource } from '../contracts/dataset.ts';
import { AnnealFailure } from '../contracts/failure.ts';
import { sourceParts } from '../data/dataset-source.ts';
import type { DatasetReader } from '../datasets/found-files.ts';
import { freezeFile } from '../datasets/freeze-file.ts';
import type { Blobs } from '../storage/blobs.ts';
import { diskFailure } from '../storage/local-files.ts';
import { stepKey, type StepResults } from '../storage/step-results.ts';
import { cleanStep, splitStep, uploadStep, validateStep, type Step } from './data-steps.ts';
import { withHeartbeat } from './steady-heartbeat.ts';

export interface DataDependencies {
  blobs: Blobs;
  stepResults: StepResults;
  datasets: DatasetReader;
  /** Folder for temporary files; one folder an attempt, removed at its end. */
  scratch: string;
}

/** The steps from raw files to what a trainer reads. */
export function createDataActivities(dependencies: DataDependencies): DataActivities {
  const { blobs } = dependencies;
  return {
    /** Safe to retry: copies are content-addressed, and only the listing of the attempt that ends well is used. */
    findDataset: async ({ stage, dataset }) => ({
      files: await inFolder(dependencies, { doing: 'findDataset', stage }, (folder, signal) =>
        freezeFiles(dependencies, dataset, folder, signal),
      ),
    }),

    /** Safe to retry: the result depends on the files' names and content alone, and its objects are content-addressed. */
    cleanDataset: (request) => once(dependencies, cleanStep(blobs, request), request),

    /** Safe to retry: the result depends on the cleaned rows and the limits alone. */
    validateDataset: (request) => once(dependencies, validateStep(blobs, request), request),

    /** Safe to retry: a row's side depends on the salt, its group and its prompt alone, over the same datasets. */
    splitDatasets: async (request) => ({
      splits: await once(dependencies, splitStep(blobs, request), { stage: 'all', fresh: request.fresh }),
    }),

    /** Safe to retry: which rows are replayed, where they stand and every setting follow from the request. */
    uploadDataset: (request) => once(dependencies, uploadStep(blobs, request), { stage: request.stage, fresh: false }),
  };
}

/** Looks for a step's result before working; `fresh` passes by what the store holds. */
async function once<T>(
  dependencies: DataDependencies,
  { identity, schema, work }: Step<T>,
  { stage, fresh }: { stage: string; fresh: boolean },
): Promise<T> {
  const { stepResults } = dependencies;
  return inFolder(dependencies, { doing: identity.step, stage }, async (folder, signal) => {
    const key = stepKey(identity);
    const known = fresh ? null : await stepResults.find(identity.step, key, schema);
    if (known !== null) return known;
    const { result, refs } = await work(folder, signal);
    return stepResults.keep(identity.step, key, result, refs);
  });
}

async function freezeFiles(
  { blobs, datasets }: DataDependencies,
  dataset: DatasetSource,
  folder: string,
  signal: AbortSignal,
): Promise<DatasetFile[]> {
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
  return files;
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

/** Works in an empty folder of this attempt, with heartbeats. @throws DiskFull where the disk is */
async function inFolder<T>(
  { scratch }: DataDependencies,
  details: unknown,
  work: (folder: string, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const folder = join(scratch, `data-${randomUUID()}`);
  return withHeartbeat(details, async (signal) => {
    try {
      await mkdir(folder, { recursive: true });
      return await work(folder, signal);
    } catch (error) {
      throw diskFailure(error, folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
}
