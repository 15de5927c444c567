import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { TrainSettings } from '../../src/contracts/trainer-protocol.ts';
import { trainerEnvironment } from '../../src/trainer-process/trainer-environment.ts';
import type { Choice, Rival } from './choices.ts';
import type { Job } from './jobs.ts';
import { Timed } from './timed.ts';

export interface RivalSide {
  /** Settles when its libraries are loaded. */
  versions(): Promise<Record<string, string>>;
  train(job: Job, settings: TrainSettings, choice: Choice): Promise<Timed>;
  close(): void;
}

/** A process for each rival, in the environment that the product's trainer has. */
export function startRivalSide(rival: Rival, python: string, base: string, folder: string): RivalSide {
  mkdirSync(folder, { recursive: true });
  const log = openSync(join(folder, 'rival.log'), 'a');
  // As the trainer sets it for itself: threads that wait sleep, and do not slow down whoever shares the machine.
  const env = { ...trainerEnvironment(process.env, { home: folder, threads: availableParallelism() }), OMP_WAIT_POLICY: 'PASSIVE' };
  const child = spawn(python, [join(import.meta.dirname, 'rival.py')], { env, stdio: ['pipe', 'pipe', log] });
  closeSync(log);
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  const answer = async (): Promise<unknown> => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`The rival ${rival} ended; ${join(folder, 'rival.log')} tells why.`);
    return JSON.parse(value);
  };
  const hello = answer();
  hello.catch(() => {}); // told to whoever asks
  return {
    versions: async () => z.record(z.string(), z.string()).parse(await hello),
    train: async (job, settings, { microBatchSize, ...choice }) => {
      await hello;
      const threads = availableParallelism();
      const request = { side: rival, base, train: job.file, scratch: join(folder, 'out'), settings, microBatchSize, choice, threads };
      child.stdin!.write(`${JSON.stringify(request)}\n`);
      return Timed.parse(await answer());
    },
    close: () => child.stdin!.end(),
  };
}
