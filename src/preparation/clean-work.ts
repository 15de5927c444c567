import { cleanRecord, screenRow } from '../data/clean-rows.ts';
import { DoneRows, type DoneBatch } from '../data/findings/done-rows.ts';
import { excerptSource } from '../data/findings/excerpt-source.ts';
import { detectInRows } from '../data/pii/detect-in-rows.ts';
import { parseRecord, type UnparsedRecord } from '../data/read-records.ts';
import type { PoolWork } from '../threads/pool-work.ts';
import { openCleaning, type CleaningSettings, type OpenedCleaning } from './cleaning-settings.ts';

/** Rows of one file, in their order. */
export interface RecordBatch {
  uri: string;
  records: readonly UnparsedRecord[];
}

/** Parses rows of a file and cleans them: texts come in, lines of canonical rows go back. @param signal ends what is asked of a detector */
export function cleanWork(signal: AbortSignal): PoolWork<CleaningSettings, RecordBatch, DoneBatch> {
  return {
    setUp: async (settings) => {
      const opened = await openCleaning(settings);
      return (batch) => cleanBatch(batch, opened, signal);
    },
    answerMemory: ({ lines }) => [lines.buffer],
  };
}

async function cleanBatch(
  { uri, records: unparsed }: RecordBatch,
  { rows, find, detector }: OpenedCleaning,
  signal: AbortSignal,
): Promise<DoneBatch> {
  const records = unparsed.map(parseRecord);
  const cleaned = records.map((record) => cleanRecord(record, uri, rows));
  const detected =
    detector === null
      ? null
      : await detectInRows(
          cleaned.map(({ row }) => row),
          detector,
          signal,
        );
  const done = new DoneRows();
  for (const [index, { row, findings: before }] of cleaned.entries()) {
    const record = records[index]!;
    const value = 'value' in record ? record.value : null;
    const screened = row === null ? { row, findings: [] } : screenRow(row, value, rows, detected?.[index]);
    done.add(screened.row, [...before, ...screened.findings], (finding) => (value === null ? null : excerptSource(value, finding, find)));
  }
  return done.take();
}
