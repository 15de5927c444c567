import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Sketches } from '../../data/duplicates/sketches.ts';
import { threadFile } from '../../threads/thread-file.ts';
import { createThreadPool } from '../../threads/thread-pool.ts';
import { lineChunks } from '../line-chunks.ts';
import { sketchWork } from './sketch-work.ts';
import { TokenFile } from './token-file.ts';

/** Below this, starting threads costs more than they save. */
const smallBytes = 8 * 1024 * 1024;
const file = threadFile(import.meta.url, './sketch-thread');

export interface SketchWork {
  /** Files of canonical rows, one a line, as Anneal writes them. Rows keep the order of the files and their lines. */
  paths: readonly string[];
  /** A folder that nothing else writes to, for the tokens. */
  folder: string;
  /** Threads; small files need none. */
  workers: 0 | 1 | 2;
  signal: AbortSignal;
  /** Called with rows done so far after every mebibyte or so. */
  onProgress?: (rows: number) => void;
}

export interface SketchedFiles extends Disposable {
  sketches: Sketches;
  /** Rows by file, in the order of `paths`. */
  rowsOf: number[];
}

/**
 * Sketches all rows of some files, threads reading JSON, words and keys while this one reads files. Memory holds 65 bytes a
 * row and some mebibytes a thread; the tokens lie in a file until the result is disposed of.
 * @throws WorkerFailed or OutOfMemory when a thread dies
 */
export async function sketchFiles({ paths, folder, workers, signal, onProgress }: SketchWork): Promise<SketchedFiles> {
  const tokens = new TokenFile(join(folder, 'tokens'));
  try {
    const sketches = new Sketches(tokens);
    const sizes = await Promise.all(paths.map(async (path) => (await stat(path)).size));
    const small = sizes.reduce((sum, size) => sum + size, 0) < smallBytes;
    const threads = small ? 0 : workers;
    await using pool = createThreadPool({ work: sketchWork, file, name: 'duplicates', threads, setUp: null, signal });
    const rowsOf: number[] = [];
    for (const path of paths) {
      const before = sketches.rows;
      for await (const batch of pool.mapInOrder(lineChunks(path))) {
        sketches.append(batch);
        onProgress?.(sketches.rows);
      }
      rowsOf.push(sketches.rows - before);
    }
    return { sketches, rowsOf, [Symbol.dispose]: () => tokens.close() };
  } catch (error) {
    tokens.close();
    throw error;
  }
}
