import type { SplitName } from '../contracts/dataset.ts';
import { StepTally } from '../data/findings/step-tally.ts';
import { PiiFailures } from '../data/pii/pii-failures.ts';
import type { UnparsedRecord } from '../data/read-records.ts';
import { readFileUnparsed } from '../datasets/read-file.ts';
import { threadFile } from '../threads/thread-file.ts';
import { createThreadPool } from '../threads/thread-pool.ts';
import { cleanWork, type RecordBatch } from './clean-work.ts';
import { openCleaning, type CleaningSettings } from './cleaning-settings.ts';
import { threadsFor } from './small-input.ts';
import { refusalOf, writeParts, type StepFiles, type StepSetting } from './step-files.ts';
import { takeBatch } from './take-batch.ts';

/** A dataset's file as it lies on this machine. */
export interface InputFile {
  uri: string;
  split: SplitName | null;
  path: string;
}

export interface CleaningWork extends StepSetting {
  files: readonly InputFile[];
  settings: CleaningSettings;
  /** Threads that clean rows of JSON beside this one; small files need none. */
  threads: 0 | 1 | 2;
}

/** Rows that go to a thread at once: a mebibyte of the file has more only where rows are hardly any. */
const mostRows = 2000;

/**
 * Brings a dataset's files, in their order, to canonical rows: clean, without what must not be known, formatted. Rows of
 * tables are cut and cleaned in this thread, those of JSON in others; what is made of them is the same.
 * @throws InvalidInput when a file cannot be read at all, a setting cannot be used, or a template names what a row does not have
 */
export async function cleanFiles(work: CleaningWork): Promise<StepFiles> {
  const { dataset, files, folder, settings, signal } = work;
  await openCleaning(settings); // where there is no row, nobody else would tell of a setting that cannot be used
  const tally = new StepTally();
  const failing = new PiiFailures();
  const splits = files.map(({ split }) => split);
  await using own = poolOf(work, 0);
  await using others = poolOf(work, await threadsFor(files, work.threads));
  const written = await writeParts(folder, splits, async (rowsOf, told) => {
    let done = 0;
    for (const { uri, path, split } of files) {
      const { isJson, batches } = await readFileUnparsed(path, uri, settings.reading);
      for await (const batch of (isJson ? others : own).mapInOrder(recordBatches(uri, batches))) {
        signal.throwIfAborted();
        await takeBatch(batch, { kept: rowsOf(split), told, tally, failing });
        done += batch.rows;
        work.onProgress?.(done);
      }
    }
  });
  return {
    ...written,
    quarantine: tally.quarantine(),
    counts: tally.counts(),
    refusal: refusalOf(failing.failure() ?? tally.emptiness(dataset)),
  };
}

function poolOf({ settings, signal }: CleaningWork, threads: number) {
  const file = threadFile(import.meta.url, './clean-thread');
  return createThreadPool({ work: cleanWork(signal), file, name: 'cleaning', threads, setUp: settings, signal });
}

async function* recordBatches(uri: string, batches: AsyncIterable<UnparsedRecord[]>): AsyncGenerator<RecordBatch> {
  for await (const records of batches) {
    for (let from = 0; from < records.length; from += mostRows) yield { uri, records: records.slice(from, from + mostRows) };
  }
}
