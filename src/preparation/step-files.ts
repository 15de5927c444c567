import type { RowsRef } from '../contracts/blob.ts';
import type { QuarantineReason } from '../contracts/data-report.ts';
import type { RowCounts, SplitName } from '../contracts/dataset.ts';
import type { AnnealFailure } from '../contracts/failure.ts';
import { writeLineFiles, type LineFile, type WrittenFile } from './line-file.ts';

/** Rows of a dataset as local files: one for each ready-made split, or one that Anneal is to split. */
export interface PartFile {
  split: SplitName | null;
  path: string;
  rows: RowsRef;
}

/** What a step of preparation is given beside its rows. */
export interface StepSetting {
  /** Name for messages. */
  dataset: string;
  /** An empty folder for the output. */
  folder: string;
  signal: AbortSignal;
  /** Called with the rows done so far, now and then. */
  onProgress?: ((rows: number) => void) | undefined;
}

/** What a step of preparation leaves. */
export interface StepFiles {
  parts: { split: SplitName | null; file: WrittenFile }[];
  /** Lines of RowFinding. */
  findings: WrittenFile;
  quarantine: QuarantineReason[];
  counts: RowCounts;
  /** Why a run ends here: a DatasetRejected as plain data, since it comes out of a thread. The rows are what they are. */
  refusal: Refusal | null;
}

/** Why a run would end. */
export type Refusal = Pick<AnnealFailure, 'message' | 'details'>;

export function refusalOf(failure: AnnealFailure | null): Refusal | null {
  return failure && { message: failure.message, details: failure.details };
}

/** The file of a split in the folder of a step. */
export function partName(split: SplitName | null): SplitName | 'all' {
  return split ?? 'all';
}

/** Writes the rows of each split, and what was found in them, to files of their own. */
export async function writeParts(
  folder: string,
  splits: readonly (SplitName | null)[],
  fill: (rows: (split: SplitName | null) => LineFile, findings: LineFile) => Promise<void>,
): Promise<Pick<StepFiles, 'parts' | 'findings'>> {
  const distinct = [...new Set(splits)];
  const written = await writeLineFiles(folder, [...distinct.map(partName), 'findings'], (files) =>
    fill((split) => files[partName(split)], files['findings']),
  );
  return {
    parts: distinct.map((split) => ({ split, file: written[partName(split)] })),
    findings: written['findings'],
  };
}
