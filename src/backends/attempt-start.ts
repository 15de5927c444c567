import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { FoundCheckpoint } from '../storage/checkpoints.ts';
import type { TrainerOperation, TrainerSession } from '../trainer-process/trainer-session.ts';
import { affordableMicroBatch, refuseHopeless, withLastSeen } from './attempt-accounts.ts';
import { beginAttempt, readAttempts, writeAttempt } from './attempt-records.ts';
import type { AttemptRecord } from './attempt-records.ts';
import type { BackendTraining } from './backend.ts';
import type { LoraDependencies } from './lora-dependencies.ts';
import { leftCheckpoints, makeScratch, sweepScratch } from './scratch-folders.ts';
import type { ScratchArea } from './scratch-folders.ts';

export interface AttemptStart {
  record: AttemptRecord;
  scratch: string;
  /** The stored checkpoint to go on from. */
  found: FoundCheckpoint | null;
  operation: Extract<TrainerOperation, { op: 'train' }>;
}

/**
 * Everything before the trainer is asked: newest checkpoint found and fetched, rows and model on this machine, the
 * attempt's number claimed. @throws AnnealFailure NoProgress, OutOfMemory, and what stores and disks have to say.
 */
export async function prepareAttempt(
  dependencies: LoraDependencies,
  area: ScratchArea,
  training: BackendTraining,
  session: TrainerSession,
): Promise<AttemptStart> {
  const { store, checkpoints } = dependencies;
  const { place, job, execution } = training;
  await rescueCheckpoint(dependencies, area, training);
  await sweepScratch(area, place, Date.now());
  const found = await checkpoints.findCheckpoint({ trainKey: place, trainingHash: job.trainKey });
  const records = withLastSeen(await readAttempts(store, place), training.lastSeen);
  const resumedFrom = found?.step ?? 0;
  refuseHopeless(records, execution, resumedFrom);
  const microBatchSize = affordableMicroBatch(records, job.microBatchSize, job.settings.effectiveBatchSize);

  const scratch = await makeScratch(area, place);
  try {
    const operation = await fetchInputs(dependencies, training, session, { scratch, found, microBatchSize });
    training.signal.throwIfAborted();
    const last = records.at(-1);
    if (last) await writeAttempt(store, place, last); // with the step that its last heartbeat told
    const record = await beginAttempt(store, place, { execution, resumedFrom, microBatchSize });
    record.warnings = await startWarnings(dependencies, training, found, microBatchSize);
    return { record, scratch, found, operation };
  } catch (error) {
    area.active.delete(scratch);
    await rm(scratch, { recursive: true, force: true });
    throw error;
  }
}

/** A checkpoint that a dead worker's trainer saved here, after the last that reached the store, is put into it now. */
async function rescueCheckpoint({ checkpoints }: LoraDependencies, area: ScratchArea, { place, job }: BackendTraining): Promise<void> {
  for (const left of await leftCheckpoints(area, place, job.trainKey)) {
    const attempt = `rescued-${left.folder.split('/').at(-4)?.slice(0, 8)}`;
    const published = await checkpoints.publishCheckpoint({ trainKey: place, attempt, folder: left.folder }).catch((error: Error) => error);
    if (!(published instanceof Error)) return;
    if (published.name !== 'CheckpointCorrupt') throw published; // the store is away: what lies here is not given up for that
  }
}

async function fetchInputs(
  { blobs, checkpoints, modelFiles }: LoraDependencies,
  { job, compute, timing }: BackendTraining,
  session: TrainerSession,
  { scratch, found, microBatchSize }: { scratch: string; found: FoundCheckpoint | null; microBatchSize: number },
): Promise<AttemptStart['operation']> {
  const base = await modelFiles.localBase(job.start.base, session);
  const adapter = job.start.adapter && (await modelFiles.localAdapter(job.start.adapter));
  const [train, validation, earlier, resume] = ['train.jsonl', 'validation.jsonl', 'earlier.jsonl', 'resume'].map((name) =>
    join(scratch, name),
  ) as [string, string, string, string];
  await blobs.fetch(job.train, train);
  if (job.validation.rows > 0) await blobs.fetch(job.validation, validation);
  if (job.earlier) await blobs.fetch(job.earlier, earlier);
  if (found) await checkpoints.fetchCheckpoint(found, resume);
  await mkdir(join(scratch, 'work'), { recursive: true });
  return {
    op: 'train',
    model: { base, adapter },
    train,
    validation: job.validation.rows > 0 ? validation : null,
    ...(job.earlier && { earlier }),
    settings: job.settings,
    threads: compute.threads,
    microBatchSize,
    trainingHash: job.trainKey,
    scratch: join(scratch, 'work'),
    resumeFrom: found ? resume : null,
    checkpointEverySeconds: timing.checkpointSeconds,
  };
}

async function startWarnings(
  { store }: LoraDependencies,
  { place, job }: BackendTraining,
  found: FoundCheckpoint | null,
  microBatchSize: number,
): Promise<string[]> {
  const warnings = (found?.rejected ?? []).map(
    ({ key, reason }) => `Checkpoint ${stepOf(key)} failed verification: ${reason}; resumed from ${found?.step}.`,
  );
  if (found === null && (await holdsAny(store.list(`training/${place}/checkpoints/`))))
    warnings.push('No stored checkpoint of this training could be verified; it began anew.');
  if (microBatchSize !== job.microBatchSize)
    warnings.push(
      `Memory ran out twice with ${job.microBatchSize} rows a forward pass; went on with ${microBatchSize} and more accumulation.`,
    );
  return warnings;
}

const stepOf = (manifestKey: string) => Number(/\/(\d+)-[^/]+\/[^/]+$/.exec(manifestKey)?.[1]);

async function holdsAny(keys: AsyncIterable<unknown>): Promise<boolean> {
  for await (const _ of keys) return true;
  return false;
}
