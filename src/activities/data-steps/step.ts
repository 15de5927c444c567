import { join } from 'node:path';
import type { z } from 'zod';
import type { DataActivities } from '../../contracts/data-activities.ts';
import type { BlobRef, FilesRef, RowsRef } from '../../contracts/blob.ts';
import type { CleanedDataset, SplitRows } from '../../contracts/dataset.ts';
import { AnnealFailure } from '../../contracts/failure.ts';
import type { DomainCleanerModule } from '../../data/cleaning/clean-domain.ts';
import type { WrittenFile } from '../../preparation/line-file.ts';
import type { PartFile, StepFiles } from '../../preparation/step-files.ts';
import type { Blobs } from '../../storage/blobs.ts';
import type { StepIdentity } from '../../storage/step-results.ts';
import type { TokenizerSource } from '../../tokens/token-counter.ts';

/** Raised whenever a step makes something else of the same input; stored results of older versions are not used then. */
export const stepVersions = {
  cleanDataset: 4,
  validateDataset: 2,
  deduplicateDataset: 1,
  splitDatasets: 2,
  reportData: 1,
  uploadDataset: 1,
} as const;

/** A deterministic step: what decides its result, and the work that makes it. */
export interface Step<T> {
  identity: StepIdentity & { step: keyof typeof stepVersions };
  schema: z.ZodType<T>;
  /** `folder` is empty and is removed afterwards. Gives the result and the blobs that it refers to. */
  work: (room: StepRoom) => Promise<{ result: T; refs: BlobRef[] }>;
}

/** Where a step works. */
export interface StepRoom {
  folder: string;
  signal: AbortSignal;
  onProgress: (rows: number) => void;
}

/** What preparation needs of the machine that it runs on. */
export interface PreparationMeans {
  /** Domain cleaners of the worker's configuration, with the paths of their modules. */
  domainCleaners: readonly (DomainCleanerModule & { path: string })[];
  /** Key of the policy `hash`. */
  hashKey: string | null;
  /** Address of a detector of personal data. */
  detector: string | null;
  /** Threads of one step beside the one that hands out work: 0 for none. */
  threads: 0 | 1 | 2;
  /** Folder with some files of the store, verified. */
  localFiles: (files: FilesRef) => Promise<string>;
}

export interface StepDependencies {
  blobs: Blobs;
  means: PreparationMeans;
}

export type Request<N extends keyof DataActivities> = Parameters<DataActivities[N]>[0];

/** Bytes of a dataset's rows. */
export function partBytes({ parts }: Pick<CleanedDataset, 'parts'>): number {
  return sum(parts.map(({ rows }) => rows.size));
}

export function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}

/** Fetches parts of a dataset to local files. @param name of its own in the folder */
export async function fetchParts(blobs: Blobs, parts: readonly SplitRows[], folder: string, name = 'in'): Promise<PartFile[]> {
  const local: PartFile[] = [];
  for (const [index, { split, rows }] of parts.entries())
    local.push({ split, path: await fetchRows(blobs, rows, folder, `${name}-${index}`), rows });
  return local;
}

/** @param name of the local file, of its own in the folder */
export async function fetchRows(blobs: Blobs, ref: BlobRef, folder: string, name: string): Promise<string> {
  const path = join(folder, `${name}.jsonl`);
  await blobs.fetch(ref, path);
  return path;
}

export async function put(blobs: Blobs, { path, ref }: WrittenFile): Promise<RowsRef> {
  await blobs.putFile(path, { ref });
  return ref;
}

/**
 * Puts a step's files into the store, after those of the steps before.
 * @throws DatasetRejected where the step ends the run
 */
export async function putStep(
  blobs: Blobs,
  { parts, findings, quarantine, counts, refusal }: StepFiles,
  before?: CleanedDataset,
): Promise<{ stored: CleanedDataset; refs: BlobRef[] }> {
  if (refusal !== null) throw new AnnealFailure('DatasetRejected', refusal.message, { details: refusal.details });
  const rows: SplitRows[] = [];
  for (const { split, file } of parts) rows.push({ split, rows: await put(blobs, file) });
  const found = await put(blobs, findings);
  const shown = await blobs.putJson(quarantine);
  const stored = {
    parts: rows,
    counts,
    findings: [...(before?.findings ?? []), found],
    quarantine: [...(before?.quarantine ?? []), shown],
  };
  return { stored, refs: [...rows.map((part) => part.rows), ...stored.findings, ...stored.quarantine] };
}

/** The tokenizer that a plan names, on this machine; null where there is none. */
export async function localTokenizer(means: PreparationMeans, tokenizer: FilesRef | null): Promise<TokenizerSource | null> {
  return tokenizer === null ? null : { kind: 'local', folder: await means.localFiles(tokenizer) };
}
