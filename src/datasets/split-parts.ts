import { join } from 'node:path';
import { mkdir } from 'node:fs/promises';
import type { DroppedRow, SplitName, ValidatedDataset } from '../contracts/dataset.ts';
import type { RowFinding } from '../contracts/row-finding.ts';
import type { SplitReport } from '../contracts/split-proof.ts';
import type { SplitRule } from '../contracts/split-spec.ts';
import { splitRow, type OriginRow } from '../data/split-keys.ts';
import { sideNames } from '../data/splitting/sides.ts';
import { splitStages } from '../data/splitting/split-stages.ts';
import { SplitTable } from '../data/splitting/split-table.ts';
import { readLedger, type EarlierLedger } from './ledger-file.ts';
import { writeLineFiles, type WrittenFile } from './line-file.ts';
import type { ReadRows } from './read-rows.ts';

export interface SplitWork {
  stages: readonly { stage: string; dataset: ValidatedDataset }[];
  split: SplitRule;
  /** What the run before wrote: its rows stay on their sides. */
  earlier?: EarlierLedger | undefined;
  /** The near-duplicate cluster of a row, by its number over all stages in the order of reading; negative = it has none. */
  clusterOf?: ((row: number) => number) | undefined;
  read: ReadRows;
  /** An empty folder for the output. */
  folder: string;
  signal: AbortSignal;
}

export interface SplitParts {
  stages: { files: Record<SplitName | 'dropped', WrittenFile>; leaks: number }[];
  /** Hash of the assignment group → side of the rows that were kept. */
  ledger: string;
  /** What the next run takes as `earlier`. */
  ledgerFile: WrittenFile;
  report: SplitReport;
}

/**
 * Reads all datasets twice: to put every row on a side, then to write the sides. Between the two it holds
 * what splitting needs of each row (140 bytes with all indexes, where each has a prompt and a group of its own), not the rows.
 * @throws DatasetRejected when a side of a stage is left empty
 * @throws InvalidInput when the earlier ledger is damaged or of another salt
 */
export async function splitParts(work: SplitWork): Promise<SplitParts> {
  const table = await readKeys(work);
  if (work.earlier !== undefined) await readLedger(work.earlier, table, work.signal);
  const { sides, counts, findings, ledger, report } = splitStages(table, work.split);
  const stages = [];
  for (const [index, { dataset }] of work.stages.entries()) {
    const folder = join(work.folder, String(index));
    await mkdir(folder);
    const own = sides.subarray(table.stages[index]!.start, table.endOf(index));
    stages.push({ files: await writeSides(dataset, own, findings(index), { ...work, folder }), leaks: counts[index]!.dropped });
  }
  const { ledger: ledgerFile } = await writeLineFiles(work.folder, ['ledger'], async (files) => {
    for (const line of ledger.lines()) await files.ledger.write(line);
  });
  return { stages, ledger: ledger.assignment, ledgerFile, report };
}

async function readKeys({ stages, split, clusterOf, read, signal }: SplitWork): Promise<SplitTable> {
  const table = new SplitTable(split.salt);
  for (const { stage, dataset } of stages) {
    table.startStage(stage);
    const labels = dataset.answers === 'labels';
    for (const part of dataset.parts) {
      for await (const row of read<OriginRow>(part.rows)) {
        signal.throwIfAborted();
        table.add(splitRow(row, part.split, { labels, cluster: clusterOf?.(table.size) }));
      }
    }
  }
  return table;
}

async function writeSides(
  dataset: ValidatedDataset,
  sides: Int8Array,
  findings: Iterable<RowFinding>,
  { folder, read, signal }: Pick<SplitWork, 'folder' | 'read' | 'signal'>,
): Promise<Record<SplitName | 'dropped', WrittenFile>> {
  return writeLineFiles(folder, ['train', 'validation', 'test', 'dropped'], async (files) => {
    let index = 0;
    for (const part of dataset.parts) {
      for await (const row of read<OriginRow>(part.rows)) {
        signal.throwIfAborted();
        const side = sideNames[sides[index]!];
        if (side !== undefined) await files[side].write(row);
        index += 1;
      }
    }
    for (const { file, line, message } of findings) {
      const dropped: DroppedRow = { file, line, rule: 'leak', reason: message };
      await files.dropped.write(dropped);
    }
  });
}
