/** Runs that are killed at seeded moments, and what must hold of them afterwards. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ProgressiveSpecInput } from '../../src/contracts/spec.ts';
import { stepOfManifestKey } from '../../src/storage/checkpoint-manifest.ts';
import { seededNumbers } from '../fixtures/rows.ts';
import type { Installation } from './installation.ts';
import { keysBelow, lastBytes, resultThroughOutages, runIs, until } from './moments.ts';
import { longTraining, oneStage, quickTiming } from './quick-spec.ts';
import { trainersOf } from './worker-process.ts';

export const targets = ['trainer', 'worker', 'both', 's3', 'temporal'] as const;
type Target = (typeof targets)[number];

/** What the run is at when it is hit. */
export const phases = ['training', 'upload', 'evaluation'] as const;
export type Phase = (typeof phases)[number];

/** Decides every number of the kills; given to the whole set by ANNEAL_TEST_SEED. */
export const seedOfSet = Number(process.env['ANNEAL_TEST_SEED'] ?? 20_261);

/** What an undisturbed run came to. */
export interface Reference {
  spec: ProgressiveSpecInput;
  bytes: Record<string, string>;
  steps: number;
  /** Most steps between two neighbouring checkpoints. */
  interval: number;
}

/** A training of some 10 s whose bytes depend on nothing but its spec: every run of it trains anew. */
export async function killSpec(installation: Installation, compute: ProgressiveSpecInput['compute']): Promise<ProgressiveSpecInput> {
  const spec = await oneStage(installation, `kill-${compute?.dtype}`);
  return { ...spec, training: { ...longTraining, epochs: 100 }, timing: { ...quickTiming, checkpointSeconds: 1 }, compute, fresh: true };
}

/** The same run left alone, once. */
export async function undisturbed(installation: Installation, spec: ProgressiveSpecInput): Promise<Reference> {
  const run = `${spec.name}-undisturbed`;
  await installation.anneal.start(spec, { runKey: run });
  await installation.anneal.wait(run);
  const { training } = (await installation.anneal.report(run)).stages[0]!.attempts[0]!;
  if (training.interruptions > 0) throw new Error('the undisturbed run was disturbed: its bytes prove nothing');
  return {
    spec,
    bytes: await lastBytes(installation, run),
    steps: training.steps,
    interval: await longestInterval(installation, training.checkpoint.manifest),
  };
}

export interface Kill {
  target: Target;
  phase: Phase;
  seed: number;
}

/** What came of a run that was hit. */
export interface Survival {
  seed: number;
  outcome: string;
  bytes: Record<string, string>;
  bitExact: boolean;
  /** The blow missed: the training that it was aimed at was never interrupted. */
  missed: boolean;
  /** More steps done again than one checkpoint interval holds; 0 = none. */
  stepsTooMany: number;
}

/** What must come of every run that was hit. */
export function unharmed({ bytes }: Reference, { seed }: Kill): Survival {
  return { seed, outcome: 'completed', bytes, bitExact: true, missed: false, stepsTooMany: 0 };
}

/** Starts the reference's run again, kills the target at the seeded moment of the phase, and tells what came of it. */
export async function surviveKill(installation: Installation, reference: Reference, { target, phase, seed }: Kill): Promise<Survival> {
  const { anneal } = installation;
  const run = `${reference.spec.name}-${target}-${phase}-${seed}`;
  console.log(`kill: ANNEAL_TEST_SEED=${seedOfSet} kill seed ${seed}, ${target} during ${phase}`);
  const next = seededNumbers(seed);
  await anneal.start(reference.spec, { runKey: run });
  await momentOf(installation, run, phase, next, reference.steps);
  await strike(installation, target, next);

  const { outcome } = await resultThroughOutages(installation, run);
  const { training } = (await anneal.report(run)).stages[0]!.attempts[0]!;
  // Checkpoints come by the clock: on a machine that others load, an interval holds fewer steps at one time than at another.
  const interval = 2 * Math.max(reference.interval, await longestInterval(installation, training.checkpoint.manifest));
  console.log(
    `kill seed ${seed}, ${target} during ${phase}: ${outcome}, ${training.lostSteps} steps done again, checkpoints ${interval / 2} steps apart at most`,
  );
  return {
    seed,
    outcome,
    bytes: await lastBytes(installation, run),
    bitExact: training.bitExact,
    missed: phase !== 'evaluation' && ['trainer', 'worker', 'both'].includes(target) && training.interruptions === 0,
    stepsTooMany: Math.max(0, training.lostSteps - interval),
  };
}

/** Waits until the run is somewhere in the phase, where exactly is the seed's choice. */
async function momentOf(
  installation: Installation,
  run: string,
  phase: Phase,
  next: (below: number) => number,
  steps: number,
): Promise<void> {
  switch (phase) {
    case 'training':
      await localCheckpoint(installation, next(Math.floor(steps * 0.5)));
      return delay(next(1_000));
    case 'upload':
      await localCheckpoint(installation, next(Math.floor(steps * 0.5)));
      return delay(next(60));
    case 'evaluation': {
      const status = next(2) === 0 ? 'baseline' : 'evaluating';
      await runIs(
        installation,
        run,
        `is ${status}`,
        ({ progress, activities }) => progress?.status === status && activities.some(({ activity }) => activity === 'evaluateModel'),
      );
      return delay(next(300));
    }
  }
}

/** Waits until a trainer has finished a checkpoint of this step or a later one: its upload begins now. Heartbeats come too seldom for this. */
async function localCheckpoint({ environment }: Installation, least: number): Promise<void> {
  const scratch = join(environment.root, 'home', 'scratch');
  const finished = async () => {
    const names = await readdir(scratch, { recursive: true }).catch((): string[] => []);
    return names.filter((name) => Number(/\/checkpoints\/(\d+)\/manifest\.json$/.exec(name)?.[1] ?? -1) >= least);
  };
  const before = await finished(); // of runs that were killed
  await until(`a checkpoint of step ${least} is there`, async () => (await finished()).some((name) => !before.includes(name)), 10);
}

/** kill -9, and for servers the return a seeded while later. */
async function strike({ environment }: Installation, target: Target, next: (below: number) => number): Promise<void> {
  const worker = environment.worker!;
  const outageMs = next(4_000);
  switch (target) {
    case 'trainer':
      return killTrainers(worker.pid());
    case 'worker':
      return worker.kill();
    case 'both': {
      const trainers = await trainersOf(worker.pid() ?? -1);
      const dead = worker.kill();
      kill(trainers);
      return dead;
    }
    case 's3':
    case 'temporal': {
      const server = environment[target];
      await server.kill();
      await delay(outageMs);
      return server.restart();
    }
  }
}

async function killTrainers(worker: number | null): Promise<void> {
  kill(await trainersOf(worker ?? -1));
}

function kill(pids: number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

/** Most steps between neighbouring checkpoints of the training that a manifest belongs to. */
async function longestInterval(installation: Installation, manifest: string): Promise<number> {
  const keys = await keysBelow(installation, manifest.slice(0, manifest.indexOf('/checkpoints/') + '/checkpoints/'.length));
  const steps = [0, ...keys.map((key) => stepOfManifestKey(key) ?? 0)].toSorted((a, b) => a - b);
  return Math.max(...steps.slice(1).map((step, index) => step - steps[index]!));
}
