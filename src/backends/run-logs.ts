import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { redact } from '../contracts/secrets.ts';
import type { TrainingJob } from '../contracts/training.ts';
import type { ObjectStore } from '../storage/object-store.ts';

const largestLog = 1024 * 1024;

interface LoggedAttempt {
  runId: string;
  job: Pick<TrainingJob, 'stage' | 'attempt'>;
  /** Of the training, over all its attempts. */
  number: number;
}

/** Where an attempt's log lies: `runs/<runId>/logs/<stage>-<stage attempt>-<training attempt>.log`. */
export function logKey({ runId, job, number }: LoggedAttempt): string {
  return `runs/${runId}/logs/${job.stage}-${job.attempt}-${String(number).padStart(3, '0')}.log`;
}

/** Keeps the trainer's own words of one attempt with the run, without anything that looks like a secret. */
export async function storeLog(
  store: ObjectStore,
  attempt: LoggedAttempt,
  log: { position: number; since(position: number, bytes: number): string },
): Promise<void> {
  await store.put(logKey(attempt), redact(log.since(log.position, largestLog)));
}

/** TensorBoard's event files of one attempt: `runs/<runId>/tensorboard/<stage>-<stage attempt>/<training attempt>/<file>`. */
export async function storeTensorBoard(store: ObjectStore, { runId, job, number }: LoggedAttempt, folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names)
    await store.put(`runs/${runId}/tensorboard/${job.stage}-${job.attempt}/${number}/${name}`, await readFile(join(folder, name)));
}
