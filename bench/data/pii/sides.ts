import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { PiiEntity } from '../../../src/contracts/pii-spec.ts';

/** What one side found in a file of texts, text by text, in how many seconds of processor time, and its memory so far. */
export type Found = z.infer<typeof Found>;
const Span = z.strictObject({ entity: PiiEntity, start: z.int(), end: z.int(), score: z.number() });
const Found = z.strictObject({ spans: z.array(z.array(Span)), seconds: z.number(), peakMib: z.number() });

export interface PiiSide {
  /** Names its versions. */
  version: string;
  /** @param file a JSON list of texts */
  find(file: string, entities: readonly PiiEntity[]): Promise<Found>;
  close(): void;
}

const piped: { stdio: ['pipe', 'pipe', 'inherit'] } = { stdio: ['pipe', 'pipe', 'inherit'] };

/** Anneal's finder in a process of one thread. */
export function annealSide(): Promise<PiiSide> {
  return side(spawn(process.execPath, ['--single-threaded', join(import.meta.dirname, 'anneal-process.ts')], piped));
}

/** Presidio in a process of one thread: its patterns alone, or with the words around a value. */
export function presidioSide(python: string, kind: 'patterns' | 'context'): Promise<PiiSide> {
  const env = { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' };
  return side(spawn(python, [join(import.meta.dirname, 'python_process.py'), kind], { ...piped, env }));
}

async function side(child: ChildProcess): Promise<PiiSide> {
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  const answer = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${child.spawnfile} ended before it answered.`);
    return value;
  };
  const version = await answer();
  return {
    version,
    find: async (file, entities) => {
      child.stdin!.write(`${JSON.stringify({ file, entities })}\n`);
      return Found.parse(JSON.parse(await answer()));
    },
    close: () => child.stdin!.end(),
  };
}
