import { join } from 'node:path';
import { mkdir } from 'node:fs/promises';
import type { ValidatedDataset } from '../contracts/dataset.ts';
import type { Plan } from '../contracts/plan.ts';
import type { Row } from '../contracts/row.ts';
import { splitRow, type SplitRow } from '../data/split-keys.ts';
import { splitStages, type StageSides } from '../data/split-stages.ts';
import { writeLineFiles, type WrittenFile } from './line-file.ts';
import type { ReadRows } from './read-rows.ts';

export interface SplitWork {
  stages: readonly { stage: string; dataset: ValidatedDataset }[];
  split: Plan['split'];
  read: ReadRows;
  /** An empty folder for the output. */
  folder: string;
  signal: AbortSignal;
}

export interface SplitParts {
  stages: { files: Record<'train' | 'validation' | 'test' | 'dropped', WrittenFile>; leaks: number }[];
  ledger: string;
}

/**
 * Reads all datasets twice: to put every row on a side, then to write the sides. Between the two it holds
 * what splitting needs of each row (about a kilobyte with all indexes), not the rows.
 * @throws DatasetRejected when a side of a stage is left empty
 */
export async function splitParts(work: SplitWork): Promise<SplitParts> {
  const keys = [];
  for (const { stage, dataset } of work.stages) keys.push({ stage, rows: await readKeys(dataset, work) });
  const { stages: sides, ledger } = splitStages(keys, work.split);
  const stages = [];
  for (const [index, { dataset }] of work.stages.entries()) {
    const folder = join(work.folder, String(index));
    await mkdir(folder);
    stages.push({ files: await writeSides(dataset, sides[index]!, folder, work), leaks: sides[index]!.dropped.length });
  }
  return { stages, ledger };
}

async function readKeys(dataset: ValidatedDataset, { read, signal }: SplitWork): Promise<SplitRow[]> {
  const rows: SplitRow[] = [];
  for (const part of dataset.parts) {
    for await (const row of read<Row>(part.rows)) {
      signal.throwIfAborted();
      rows.push(splitRow(row, part.split));
    }
  }
  return rows;
}

async function writeSides(
  dataset: ValidatedDataset,
  { sides, dropped }: StageSides,
  folder: string,
  { read, signal }: SplitWork,
): Promise<Record<'train' | 'validation' | 'test' | 'dropped', WrittenFile>> {
  return writeLineFiles(folder, ['train', 'validation', 'test', 'dropped'], async (files) => {
    let index = 0;
    for (const part of dataset.parts) {
      for await (const row of read<Row>(part.rows)) {
        signal.throwIfAborted();
        const side = sides[index];
        if (side) await files[side].write(row);
        index += 1;
      }
    }
    for (const row of dropped) await files.dropped.write(row);
  });
}
