import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';

/** Lines that one side drops of a file, in how many seconds of processor time, and its memory so far. */
export type Dropped = z.infer<typeof Dropped>;
const Dropped = z.strictObject({ dropped: z.array(z.int()), seconds: z.number(), peakMib: z.number() });

export interface DuplicateSide {
  /** Names its versions. */
  version: string;
  drop(file: string): Promise<Dropped>;
  close(): void;
}

const piped: { stdio: ['pipe', 'pipe', 'inherit'] } = { stdio: ['pipe', 'pipe', 'inherit'] };

/** Anneal's near-duplicates in a process of one thread. */
export function annealSide(): Promise<DuplicateSide> {
  return side(spawn(process.execPath, ['--single-threaded', join(import.meta.dirname, 'anneal-process.ts')], piped));
}

/** A Python package in a process of one thread. */
export function pythonSide(python: string, name: 'datatrove' | 'datasketch'): Promise<DuplicateSide> {
  const env = { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', TQDM_DISABLE: '1' };
  return side(spawn(python, [join(import.meta.dirname, 'python_process.py'), name], { ...piped, env }));
}

async function side(child: ChildProcess): Promise<DuplicateSide> {
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  const answer = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${child.spawnfile} ended before it answered.`);
    return value;
  };
  const version = await answer();
  return {
    version,
    drop: async (file) => {
      child.stdin!.write(`${JSON.stringify({ file })}\n`);
      return Dropped.parse(JSON.parse(await answer()));
    },
    close: () => child.stdin!.end(),
  };
}
