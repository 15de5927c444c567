import type { SplitName } from '../contracts/dataset.ts';
import { cleanRecord, screenRow } from '../data/clean-rows.ts';
import { excerptSource } from '../data/findings/excerpt-source.ts';
import { StepTally } from '../data/findings/step-tally.ts';
import { PiiFailures } from '../data/pii/pii-failures.ts';
import { detectInRows } from '../data/pii/detect-in-rows.ts';
import type { InputRecord } from '../data/reading/input-record.ts';
import { readFile } from '../datasets/read-file.ts';
import { openCleaning, type CleaningSettings, type OpenedCleaning } from './cleaning-settings.ts';
import type { LineFile } from './line-file.ts';
import { refusalOf, writeParts, type StepFiles, type StepSetting } from './step-files.ts';

/** A dataset's file as it lies on this machine. */
export interface InputFile {
  uri: string;
  split: SplitName | null;
  path: string;
}

export interface CleaningWork extends StepSetting {
  files: readonly InputFile[];
  settings: CleaningSettings;
}

/**
 * Brings a dataset's files, in their order, to canonical rows: clean, without what must not be known, formatted.
 * @throws InvalidInput when a file cannot be read at all, a setting cannot be used, or a template names what a row does not have
 */
export async function cleanFiles(work: CleaningWork): Promise<StepFiles> {
  const { dataset, files, folder, settings, signal } = work;
  const opened = await openCleaning(settings);
  const tally = new StepTally();
  const failures = new PiiFailures();
  const splits = files.map(({ split }) => split);
  const written = await writeParts(folder, splits, async (rowsOf, findings) => {
    let done = 0;
    for (const { uri, path, split } of files) {
      for await (const records of readFile(path, uri, settings.reading)) {
        signal.throwIfAborted();
        await cleanBatch(records, uri, { ...opened, kept: rowsOf(split), told: findings, tally, failures, signal });
        done += records.length;
        work.onProgress?.(done);
      }
    }
  });
  return {
    ...written,
    quarantine: tally.quarantine(),
    counts: tally.counts(),
    refusal: refusalOf(failures.failure() ?? tally.emptiness(dataset)),
  };
}

interface Batch extends OpenedCleaning {
  kept: LineFile;
  told: LineFile;
  tally: StepTally;
  failures: PiiFailures;
  signal: AbortSignal;
}

async function cleanBatch(records: readonly InputRecord[], uri: string, batch: Batch): Promise<void> {
  const { rows, detector, signal, find, kept, told, tally, failures } = batch;
  const cleaned = records.map((record) => cleanRecord(record, uri, rows));
  const detected =
    detector === null
      ? null
      : await detectInRows(
          cleaned.map(({ row }) => row),
          detector,
          signal,
        );
  for (const [index, { row, findings: before }] of cleaned.entries()) {
    const record = records[index]!;
    const value = 'value' in record ? record.value : null;
    const screened = row === null ? { row, findings: [] } : screenRow(row, value, rows, detected?.[index]);
    const findings = [...before, ...screened.findings];
    if (screened.row !== null) await kept.write(screened.row);
    for (const finding of findings) await told.write(finding);
    tally.add(screened.row !== null, findings, (finding) => (value === null ? null : excerptSource(value, finding, find)));
    failures.add(findings);
  }
}
