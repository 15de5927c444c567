import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { RowSketcher, type SketchBatch } from '../../data/duplicates/row-sketch.ts';
import { Sketches } from '../../data/duplicates/sketches.ts';
import { lineChunks } from '../line-chunks.ts';
import { sketchLines } from './sketch-lines.ts';
import { SketchPool } from './sketch-pool.ts';
import { TokenFile } from './token-file.ts';

/** Below this, starting threads costs more than they save. */
const smallBytes = 8 * 1024 * 1024;

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
 * @throws WorkerFailed when a thread dies
 */
export async function sketchFiles({ paths, folder, workers, signal, onProgress }: SketchWork): Promise<SketchedFiles> {
  const tokens = new TokenFile(join(folder, 'tokens'));
  try {
    const sketches = new Sketches(tokens);
    const sizes = await Promise.all(paths.map(async (path) => (await stat(path)).size));
    const small = sizes.reduce((sum, size) => sum + size, 0) < smallBytes;
    await using side = small || workers === 0 ? ownThread() : manyThreads(workers);
    const rowsOf: number[] = [];
    for (const path of paths) {
      const before = sketches.rows;
      for await (const batch of side.sketchAll(lineChunks(path))) {
        signal.throwIfAborted();
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

/** Whatever sketches pieces, in their order. */
interface SketchSide extends AsyncDisposable {
  sketchAll(chunks: AsyncIterable<Uint8Array<ArrayBuffer>>): AsyncIterable<SketchBatch>;
}

function ownThread(): SketchSide {
  const sketcher = new RowSketcher();
  return {
    async *sketchAll(chunks) {
      for await (const bytes of chunks) {
        sketchLines(bytes, sketcher);
        yield sketcher.take();
      }
    },
    [Symbol.asyncDispose]: async () => {},
  };
}

function manyThreads(workers: number): SketchSide {
  const pool = new SketchPool(workers);
  return {
    async *sketchAll(chunks) {
      const underWay: Promise<SketchBatch>[] = [];
      for await (const bytes of chunks) {
        const batch = pool.sketch(bytes);
        batch.catch(() => {}); // is thrown where it is awaited, in its turn
        underWay.push(batch);
        if (underWay.length >= pool.room) yield await underWay.shift()!;
      }
      while (underWay.length > 0) yield await underWay.shift()!;
    },
    [Symbol.asyncDispose]: () => pool.close(),
  };
}
