import { z } from 'zod';
import { BlobRef, RowsRef, Sha256 } from './blob.ts';
import { RowRule } from './row-rule.ts';

/** Where rows come from: `s3://bucket/key`, `s3://bucket/prefix/*.jsonl`, or a path under the worker's data roots. */
export const DatasetUri = z.string().min(1);

const oneOrMany = z.union([DatasetUri, z.array(DatasetUri).min(1)]);

/** A dataset as a spec names it: rows to be split, or splits that are ready. */
export const DatasetSource = z.union([oneOrMany, z.strictObject({ train: oneOrMany, validation: oneOrMany, test: oneOrMany })]);
export type DatasetSource = z.infer<typeof DatasetSource>;

export const SplitName = z.enum(['train', 'validation', 'test']);
export type SplitName = z.infer<typeof SplitName>;

/** One file of a dataset, frozen when the plan is made. `split` is null when Anneal is to split the rows itself. */
export const DatasetFile = z.strictObject({
  uri: z.string(),
  split: SplitName.nullable(),
  content: BlobRef.describe('a copy in the store, so that a run never sees a file change under it'),
  lines: z.int().nonnegative(),
});
export type DatasetFile = z.infer<typeof DatasetFile>;

/** How answers are judged. */
export const AnswerKind = z.enum(['labels', 'json', 'text']);
export type AnswerKind = z.infer<typeof AnswerKind>;

/** Why a row was dropped: the rules of rows by which one is, so far. */
export const DropRule = RowRule.extract([
  'malformed',
  'too-long-line',
  'encoding',
  'invalid-shape',
  'missing-field',
  'invalid-role',
  'empty',
  'last-message-not-assistant',
  'tool-call',
  'exact-duplicate',
  'too-short',
  'too-long',
  'too-many-tokens',
  'wrong-answer',
  'leak',
]);
export type DropRule = z.infer<typeof DropRule>;

/** A line of the list of dropped rows. Holds no text of the row. */
export const DroppedRow = z.strictObject({
  file: z.string(),
  line: z.int().positive(),
  rule: DropRule,
  reason: z.string().describe('for a person; names fields and other rows (file and line), never their text'),
});
export type DroppedRow = z.infer<typeof DroppedRow>;

/** Counts that always add up: read = kept + the sum of dropped. */
export const RowCounts = z.strictObject({
  read: z.int().nonnegative(),
  kept: z.int().nonnegative(),
  dropped: z.partialRecord(DropRule, z.int().positive()),
});
export type RowCounts = z.infer<typeof RowCounts>;

/** Quantiles of a length. Linear interpolation (numpy's default). */
export const LengthStatistics = z.strictObject({ mean: z.number(), p5: z.number(), p50: z.number(), p95: z.number(), max: z.number() });
export type LengthStatistics = z.infer<typeof LengthStatistics>;

export const DatasetStatistics = z.strictObject({
  rows: z.int().nonnegative(),
  promptWords: LengthStatistics,
  answerWords: LengthStatistics,
  promptCharacters: LengthStatistics,
  answerCharacters: LengthStatistics,
  distinctAnswers: z.int().nonnegative(),
});
export type DatasetStatistics = z.infer<typeof DatasetStatistics>;

/** Rows by split; one entry with `split: null` where Anneal splits. */
export const SplitRows = z.strictObject({ split: SplitName.nullable(), rows: RowsRef });
export type SplitRows = z.infer<typeof SplitRows>;

export const CleanedDataset = z.strictObject({ parts: z.array(SplitRows).min(1), dropped: RowsRef, counts: RowCounts });
export type CleanedDataset = z.infer<typeof CleanedDataset>;

export const ValidatedDataset = CleanedDataset.extend({
  answers: AnswerKind,
  labels: z
    .array(z.string())
    .nullable()
    .describe('the closed set of answers, sorted; null unless answers = labels. At most 50 of at most 5 words'),
  statistics: DatasetStatistics,
});
export type ValidatedDataset = z.infer<typeof ValidatedDataset>;

/** What a stage trains on and is tested on. */
export const DatasetSplits = z.strictObject({
  train: RowsRef,
  validation: RowsRef,
  test: RowsRef,
  dropped: RowsRef.describe('rows that splitting dropped: train rows that also stand in a test or validation split of any stage'),
  leaks: z.int().nonnegative(),
  ledger: Sha256.describe('hash of the assignment group → split over all stages'),
});
export type DatasetSplits = z.infer<typeof DatasetSplits>;
