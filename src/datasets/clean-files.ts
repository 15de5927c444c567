import type { ColumnMapping, DatasetFormat } from '../contracts/dataset-reading.ts';
import type { RowCounts, SplitName } from '../contracts/dataset.ts';
import { cleanRows, SeenRows } from '../data/clean-rows.ts';
import { RowTally } from '../data/row-counts.ts';
import { writeLineFiles, type LineFile, type WrittenFile } from './line-file.ts';
import { readFile } from './read-file.ts';

/** A dataset's file as it lies on this machine. */
export interface InputFile {
  uri: string;
  split: SplitName | null;
  path: string;
  /** The format, where the content leaves a choice. */
  format?: DatasetFormat;
  /** Columns that are parts of a row under other names. */
  columns?: ColumnMapping;
}

export interface CleanedFiles {
  parts: { split: SplitName | null; file: WrittenFile }[];
  dropped: WrittenFile;
  counts: RowCounts;
}

type PartName = SplitName | 'all';

/**
 * Cleans a dataset's files in their order into one file of canonical rows for each split, and a list of what was dropped.
 * @param dataset name for messages
 * @param folder an empty folder for the output
 * @throws DatasetRejected when no row is left; InvalidInput when a file cannot be read at all
 */
export async function cleanFiles({
  dataset,
  files,
  folder,
  signal,
}: {
  dataset: string;
  files: readonly InputFile[];
  folder: string;
  signal: AbortSignal;
}): Promise<CleanedFiles> {
  const names = [...new Set(files.map(({ split }) => split ?? 'all'))];
  const seen = new Map(names.map((name) => [name, new SeenRows()]));
  const tally = new RowTally();
  const written = await writeLineFiles<PartName | 'dropped'>(folder, [...names, 'dropped'], async (outputs) => {
    for (const file of files) {
      const name = file.split ?? 'all';
      await cleanFile(file, { kept: outputs[name], dropped: outputs.dropped, seen: seen.get(name)!, tally, signal });
    }
  });
  tally.requireRows(dataset);
  return {
    parts: names.map((name) => ({ split: name === 'all' ? null : name, file: written[name] })),
    dropped: written.dropped,
    counts: tally.counts(),
  };
}

async function cleanFile(
  { uri, path, format, columns }: InputFile,
  { kept, dropped, seen, tally, signal }: { kept: LineFile; dropped: LineFile; seen: SeenRows; tally: RowTally; signal: AbortSignal },
): Promise<void> {
  const records = readFile(path, uri, { format });
  for await (const outcomes of cleanRows(records, uri, seen, columns)) {
    signal.throwIfAborted();
    for (const outcome of outcomes) {
      if ('row' in outcome) {
        tally.keep();
        await kept.write(outcome.row);
      } else {
        tally.drop(outcome.dropped);
        await dropped.write(outcome.dropped);
      }
    }
  }
}
