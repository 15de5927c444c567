import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';

/** What one side made of a file of pairs: the corpus score, in how many seconds of processor time, and its memory so far. */
export type Scored = z.infer<typeof Scored>;
const Scored = z.strictObject({ score: z.number(), seconds: z.number(), peakMib: z.number() });

export interface MetricSide {
  /** Settles when its libraries are loaded; names its versions. */
  hello(): Promise<string>;
  score(metric: string, file: string): Promise<Scored>;
  close(): void;
}

/** Anneal's metrics in a process of one thread. */
export function annealSide(): MetricSide {
  return side(spawn(process.execPath, ['--single-threaded', join(import.meta.dirname, 'anneal-process.ts')], piped));
}

/** The Python packages in a process of one thread. */
export function pythonSide(python: string): MetricSide {
  const env = { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', PYTHONUNBUFFERED: '1' };
  return side(spawn(python, [join(import.meta.dirname, 'python_process.py')], { ...piped, env }));
}

const piped: { stdio: ['pipe', 'pipe', 'inherit'] } = { stdio: ['pipe', 'pipe', 'inherit'] };

function side(child: ChildProcess): MetricSide {
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  const answer = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${child.spawnfile} ended before it answered.`);
    return value;
  };
  return {
    hello: answer,
    score: async (metric, file) => {
      child.stdin!.write(`${JSON.stringify({ metric, file })}\n`);
      return Scored.parse(JSON.parse(await answer()));
    },
    close: () => child.stdin!.end(),
  };
}
