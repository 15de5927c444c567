import { z } from 'zod';

/** Formats of a file of rows, each plain, gzip or zstd. Found by content; named where the content is ambiguous. */
export const DatasetFormat = z.enum(['jsonl', 'json', 'csv', 'tsv', 'parquet']);
export type DatasetFormat = z.infer<typeof DatasetFormat>;

/** Parts of a row that a column may be named for. */
export const RowPart = z.enum([
  'input',
  'output',
  'messages',
  'chosen',
  'rejected',
  'system',
  'tools',
  'group',
  'label',
  'task',
  'id',
  'parentId',
  'timestamp',
]);
export type RowPart = z.infer<typeof RowPart>;

/**
 * Which column of the file is which part of a row: `{input: "question", output: "answer", group: "contract_id"}`.
 * Dots lead into objects and lists: `"answers.text.0"`; a column whose whole name is written so comes first.
 */
export const ColumnMapping = z.partialRecord(RowPart, z.string().min(1));
export type ColumnMapping = z.infer<typeof ColumnMapping>;

/** How the files of a dataset are read, where their content leaves a choice. */
export const ReadingSpec = z.strictObject({
  format: DatasetFormat.optional().describe('jsonl, json, csv, tsv or parquet; default: found by content'),
  columns: ColumnMapping.optional().describe(
    'which column is which part of a row: {input: "question", output: "answer", group: "contract_id"}; dots lead into objects',
  ),
});
export type ReadingSpec = z.infer<typeof ReadingSpec>;
