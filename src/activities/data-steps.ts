import { join } from 'node:path';
import type { z } from 'zod';
import type { DataActivities, UploadRequest } from '../contracts/activities.ts';
import type { BlobRef, RowsRef } from '../contracts/blob.ts';
import { CleanedDataset, DatasetSplits, ValidatedDataset } from '../contracts/dataset.ts';
import { DuplicatesSpec } from '../contracts/duplicates-spec.ts';
import { TrainingJob } from '../contracts/training.ts';
import { cleanFiles } from '../datasets/clean-files.ts';
import type { WrittenFile } from '../datasets/line-file.ts';
import { splitParts } from '../datasets/split-parts.ts';
import { validateParts } from '../datasets/validate-parts.ts';
import type { Blobs } from '../storage/blobs.ts';
import type { StepIdentity } from '../storage/step-results.ts';
import { makeTrainingJob } from './make-training-job.ts';

/** Raised whenever a step makes something else of the same input; stored results of older versions are not used then. */
export const stepVersions = { cleanDataset: 2, validateDataset: 1, splitDatasets: 1, uploadDataset: 1 } as const;

/** A deterministic step: what decides its result, and the work that makes it. */
export interface Step<T> {
  identity: StepIdentity & { step: keyof typeof stepVersions };
  schema: z.ZodType<T>;
  /** `folder` is empty and is removed afterwards. Gives the result and the blobs that it refers to. */
  work: (folder: string, signal: AbortSignal) => Promise<{ result: T; refs: BlobRef[] }>;
}

/** Equal prompts, groups and origins alone keep rows together. */
const withoutNear = DuplicatesSpec.parse({ near: { action: 'off' }, contamination: { near: false, overlap: 'off' } });

type Request<N extends keyof DataActivities> = Parameters<DataActivities[N]>[0];

export function cleanStep(blobs: Blobs, { stage, files }: Request<'cleanDataset'>): Step<CleanedDataset> {
  const inputs = files.map(({ uri, split, content }) => ({ uri, split, sha256: content.sha256 }));
  return {
    identity: { step: 'cleanDataset', version: stepVersions.cleanDataset, inputs, parameters: {} },
    schema: CleanedDataset,
    work: async (folder, signal) => {
      const local = files.map(({ uri, split }, index) => ({ uri, split, path: join(folder, `input-${index}`) }));
      for (const [index, { path }] of local.entries()) await blobs.fetch(files[index]!.content, path);
      const cleaned = await cleanFiles({ dataset: stage, files: local, folder, signal });
      return putDataset(blobs, cleaned);
    },
  };
}

export function validateStep(blobs: Blobs, { stage, cleaned, answers, lengths }: Request<'validateDataset'>): Step<ValidatedDataset> {
  return {
    identity: { step: 'validateDataset', version: stepVersions.validateDataset, inputs: cleaned, parameters: { answers, lengths } },
    schema: ValidatedDataset,
    work: async (folder, signal) =>
      putDataset(blobs, await validateParts({ dataset: stage, cleaned, answers, lengths, read: reader(blobs), folder, signal })),
  };
}

export function splitStep(blobs: Blobs, { stages, split }: Request<'splitDatasets'>): Step<DatasetSplits[]> {
  const inputs = stages.map(({ stage, dataset }) => ({ stage, parts: dataset.parts }));
  return {
    identity: { step: 'splitDatasets', version: stepVersions.splitDatasets, inputs, parameters: split },
    schema: DatasetSplits.array(),
    work: async (folder, signal) => {
      const local = [];
      for (const [index, { stage, dataset }] of stages.entries()) {
        const parts = dataset.parts.map((part, at) => ({ split: part.split, path: join(folder, `input-${index}-${at}`) }));
        for (const [at, { path }] of parts.entries()) await blobs.fetch(dataset.parts[at]!.rows, path);
        local.push({ stage, answersAreLabels: dataset.answers === 'labels', parts });
      }
      const options = { frozen: [], split, duplicates: withoutNear, folder, workers: 0 as const, signal };
      const { stages: written, ledger } = await splitParts({ stages: local, ...options });
      const result: DatasetSplits[] = [];
      for (const { files, findings, dropped: leaks } of written) {
        const [train, validation, test] = [await put(blobs, files.train), await put(blobs, files.validation), await put(blobs, files.test)];
        result.push({ train, validation, test, dropped: await put(blobs, findings), leaks, ledger });
      }
      return { result, refs: result.flatMap(({ train, validation, test, dropped }) => [train, validation, test, dropped]) };
    },
  };
}

export function uploadStep(blobs: Blobs, request: UploadRequest): Step<TrainingJob> {
  const { start, parts, earlier, ...parameters } = request;
  return {
    identity: { step: 'uploadDataset', version: stepVersions.uploadDataset, inputs: { start, parts, earlier }, parameters },
    schema: TrainingJob,
    work: async (folder, signal) => {
      const result = await makeTrainingJob(request, { read: reader(blobs), put: (file) => put(blobs, file), folder, signal });
      return { result, refs: [result.train, result.validation, ...(result.earlier ? [result.earlier] : [])] };
    },
  };
}

async function put(blobs: Blobs, { path, ref }: WrittenFile): Promise<RowsRef> {
  await blobs.putFile(path, { ref });
  return ref;
}

function reader(blobs: Blobs) {
  return <T>(ref: BlobRef) => blobs.readLines(ref) as AsyncIterable<T>;
}

interface WrittenDataset {
  parts: { split: CleanedDataset['parts'][number]['split']; file: WrittenFile }[];
  dropped: WrittenFile;
}

/** Puts a dataset's files into the store, and names them in its result. */
async function putDataset<T extends WrittenDataset>(blobs: Blobs, { parts, dropped, ...rest }: T) {
  const stored: CleanedDataset['parts'] = [];
  for (const { split, file } of parts) stored.push({ split, rows: await put(blobs, file) });
  const result = { ...rest, parts: stored, dropped: await put(blobs, dropped) };
  return { result, refs: [...stored.map(({ rows }) => rows), result.dropped] };
}
