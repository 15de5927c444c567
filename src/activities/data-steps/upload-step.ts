import type { UploadRequest } from '../../contracts/data-activities.ts';
import type { BlobRef } from '../../contracts/blob.ts';
import { TrainingJob } from '../../contracts/training.ts';
import type { Blobs } from '../../storage/blobs.ts';
import { makeTrainingJob } from '../make-training-job.ts';
import { put, stepVersions, type Step } from './step.ts';

export function uploadStep(blobs: Blobs, request: UploadRequest): Step<TrainingJob> {
  const { start, parts, earlier, ...parameters } = request;
  return {
    identity: { step: 'uploadDataset', version: stepVersions.uploadDataset, inputs: { start, parts, earlier }, parameters },
    schema: TrainingJob,
    work: async ({ folder, signal }) => {
      const read = <T>(ref: BlobRef) => blobs.readLines(ref) as AsyncIterable<T>;
      const result = await makeTrainingJob(request, { read, put: (file) => put(blobs, file), folder, signal });
      return { result, refs: [result.train, result.validation, ...(result.earlier ? [result.earlier] : [])] };
    },
  };
}
