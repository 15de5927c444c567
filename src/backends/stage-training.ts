import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FilesRef } from '../contracts/blob.ts';
import { AnnealFailure } from '../contracts/failure.ts';
import type { TrainResult } from '../contracts/train-result.ts';
import { Curves, TooLongRow } from '../contracts/training.ts';
import type { StageTraining } from '../contracts/training.ts';
import type { Blobs } from '../storage/blobs.ts';
import { measureFit } from '../training/measure-fit.ts';
import { account } from './attempt-accounts.ts';
import type { AttemptRecord } from './attempt-records.ts';
import type { UploadedCheckpoint } from './checkpoint-uploads.ts';

/** Puts what came of a finished training into the store. The adapter is stored when this resolves. */
export async function storeTraining(
  blobs: Blobs,
  trainKey: string,
  result: TrainResult,
  checkpoint: UploadedCheckpoint,
  records: readonly AttemptRecord[],
): Promise<StageTraining> {
  if (result.adapter === null)
    throw new AnnealFailure('TrainerFailed', 'The trainer finished without an adapter. Use worker and trainer of one version.');
  const curves = Curves.parse(JSON.parse(await readFile(result.curves, 'utf8')));
  return {
    trainKey,
    adapter: await putFiles(blobs, result.adapter),
    checkpoint: { step: checkpoint.step, manifest: checkpoint.key },
    steps: result.steps,
    totalSteps: result.totalSteps,
    bestStep: result.bestStep,
    bestValidationLoss: result.bestValidationLoss,
    trainLoss: result.trainLoss,
    earlyStopped: result.earlyStopped,
    fit: measureFit(curves),
    trainTokens: result.trainTokens,
    trainableParameters: result.trainableParameters,
    canaryDifference: result.canaryDifference,
    ...account(records),
    bitExact: result.bitExact,
    environment: result.environment,
    ...(result.ewc && { ewc: result.ewc }),
    curves: await blobs.putJson(curves),
    ...(result.tooLong !== null && { tooLong: await blobs.putLines(await readTooLong(result.tooLong)) }),
  };
}

async function readTooLong(file: string): Promise<TooLongRow[]> {
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  return lines.map((line) => TooLongRow.parse(JSON.parse(line)));
}

async function putFiles(blobs: Blobs, folder: string): Promise<FilesRef> {
  const names = (await readdir(folder)).toSorted();
  const files: FilesRef = {};
  for (const name of names) files[name] = await blobs.putFile(join(folder, name));
  return files;
}
