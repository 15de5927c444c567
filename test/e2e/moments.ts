/** Waiting for a moment of a run, and reading what it left. */
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { type RunDescription, RunEnded } from '../../src/client/describe-run.ts';
import { RunReport } from '../../src/contracts/report.ts';
import type { RunResult } from '../../src/contracts/run.ts';
import type { Progress } from '../../src/contracts/training.ts';
import { CheckpointManifest } from '../../src/storage/checkpoint-manifest.ts';
import type { Installation } from './installation.ts';

/** Long enough for a machine under any load; a moment that has not come by then does not come. */
const patienceMs = 240_000;

/** The first value that `look` gives which is not null, undefined or false. Failing looks (a server is away) are looks in vain. */
export async function until<T>(what: string, look: () => Promise<T | null | undefined | false>, everyMs = 150): Promise<T> {
  const deadline = Date.now() + patienceMs;
  let failure: unknown = null;
  for (;;) {
    try {
      const found = await look();
      if (found !== null && found !== undefined && found !== false) return found;
      failure = null;
    } catch (error) {
      failure = error;
    }
    if (Date.now() > deadline) throw new Error(`waited in vain until ${what}`, { cause: failure });
    await delay(everyMs);
  }
}

/** The description of a run as soon as it is as asked; fails when the run ends before. */
export async function runIs(
  { anneal }: Installation,
  run: string,
  what: string,
  isSo: (description: RunDescription) => boolean,
): Promise<RunDescription> {
  const found = await until(`${run} ${what}`, async () => {
    const description = await anneal.describe(run);
    return (isSo(description) || description.execution !== 'RUNNING') && description;
  });
  if (isSo(found)) return found;
  const end: unknown = await anneal.wait(run).catch((error: unknown) => error);
  throw new Error(`${run} ended (${found.execution}) before it ${what}`, { cause: end });
}

/** The result of a run, waited for through outages of the server. A run that failed is not waited for again. */
export async function resultThroughOutages({ anneal }: Installation, run: string): Promise<RunResult> {
  const end = await until(`${run} has ended`, () =>
    anneal.wait(run).catch((error: unknown) => {
      if (error instanceof RunEnded) return error;
      throw error;
    }),
  );
  if (end instanceof RunEnded) throw end;
  return end;
}

/** A heartbeat of the run's activity that is as asked. */
export async function beat(
  installation: Installation,
  run: string,
  activity: 'trainStage' | 'evaluateModel',
  isSo: (progress: Progress) => boolean,
): Promise<Progress> {
  const find = (description: RunDescription) =>
    description.activities.find((pending) => pending.activity === activity && pending.progress !== null && isSo(pending.progress));
  return find(await runIs(installation, run, `beats in ${activity}`, (description) => find(description) !== undefined))!.progress!;
}

/** A heartbeat of a training that has a trainer and is in the middle of its steps. */
export function midTraining(installation: Installation, run: string, least = 3): Promise<Progress> {
  return beat(
    installation,
    run,
    'trainStage',
    ({ trainerPid, step, doing, checkpoint }) => trainerPid !== null && doing === 'training' && step >= least && (checkpoint ?? 0) > 0,
  );
}

export async function keysBelow({ store }: Installation, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(prefix)) keys.push(key);
  return keys;
}

/** The last checkpoint of a stage of an ended run. */
export async function lastCheckpoint({ anneal, store }: Installation, run: string, stage = 0): Promise<CheckpointManifest> {
  const { training } = (await anneal.report(run)).stages[stage]!.attempts.at(-1)!;
  return CheckpointManifest.parse(JSON.parse((await store.get(training.checkpoint.manifest))!.toString('utf8')));
}

/** What the words "byte-equal" are said of. */
const comparedFiles = ['adapter_model.safetensors', 'optimizer.pt', 'rng_state.pth'] as const;

/** SHA-256 of the compared files of the last checkpoint, by name. */
export async function lastBytes(installation: Installation, run: string, stage = 0): Promise<Record<string, string>> {
  const { files } = await lastCheckpoint(installation, run, stage);
  return Object.fromEntries(comparedFiles.map((name) => [name, files[name]!.sha256]));
}

export async function storedReport({ store }: Installation, key: string): Promise<RunReport> {
  return RunReport.parse(JSON.parse((await store.get(key))!.toString('utf8')));
}

/** The whole history as the CLI and the UI export it. */
export async function exportHistory({ temporal }: Installation, run: string): Promise<string> {
  return historyToJSON(await temporal.workflow.getHandle(run).fetchHistory());
}

/** Whether a process is there; a dead one whose parent has not taken note of it is gone too. */
async function processIsThere(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => null);
  return status !== null && !/^State:\s+[ZX]/m.test(status);
}

export async function isGone(pid: number): Promise<true> {
  return until(`process ${pid} is gone`, async () => !(await processIsThere(pid)));
}
