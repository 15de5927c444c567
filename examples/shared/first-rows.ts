import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { DatasetSource } from '../../src/contracts/dataset.ts';

/** How many lines are taken of each file. */
export interface RowCount {
  train: number;
  validation: number;
  test: number;
}

/**
 * The first lines of a dataset's ready-made splits, written below `folder` as <folder of the file>/<name of the file>.
 * A dataset that is not split stays as it is.
 * @param origin what relative paths are meant from
 */
export function firstRows(dataset: DatasetSource, origin: string, rows: RowCount, folder: string): DatasetSource {
  if (typeof dataset === 'string' || Array.isArray(dataset)) return dataset;
  const shortened = Object.entries(dataset).map(([split, path]) => [
    split,
    firstLines(resolve(origin, String(path)), rows[split as keyof RowCount], folder),
  ]);
  return Object.fromEntries(shortened) as typeof dataset;
}

function firstLines(path: string, count: number, folder: string): string {
  const target = join(folder, basename(dirname(path)), basename(path));
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, `${readFileSync(path, 'utf8').split('\n').slice(0, count).join('\n')}\n`);
  return target;
}
