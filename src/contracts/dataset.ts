import { z } from 'zod';
import { BlobRef, RowsRef } from './blob.ts';
import { RowRule } from './row-rule.ts';

/** Where rows come from: `s3://bucket/key`, `s3://bucket/prefix/*.jsonl`, or a path under the worker's data roots. */
export const DatasetUri = z.string().min(1);

const oneOrMany = z.union([DatasetUri, z.array(DatasetUri).min(1)]);

/** A dataset as a spec names it: rows to be split, or splits that are ready. */
export const DatasetSource = z.union([oneOrMany, z.strictObject({ train: oneOrMany, validation: oneOrMany, test: oneOrMany })]);
export type DatasetSource = z.infer<typeof DatasetSource>;

/** What rows that nobody trains on are called where a stage is named. */
export const frozenRows = 'frozen rows';

export const SplitName = z.enum(['train', 'validation', 'test']);
export type SplitName = z.infer<typeof SplitName>;

/** One file of a dataset, frozen when the plan is made. `split` is null when Anneal is to split the rows itself. */
export const DatasetFile = z.strictObject({
  uri: z.string(),
  split: SplitName.nullable(),
  content: BlobRef.describe('a copy in the store, so that a run never sees a file change under it'),
  lines: z.int().nonnegative().describe('rows, good and bad ones'),
  format: z.string().optional().describe('as it was found: "jsonl", "csv.gz"; missing in older plans'),
});
export type DatasetFile = z.infer<typeof DatasetFile>;

/** How answers are judged. */
export const AnswerKind = z.enum(['labels', 'json', 'text']);
export type AnswerKind = z.infer<typeof AnswerKind>;

/** Counts that always add up: read = kept + the sum of dropped. */
export const RowCounts = z.strictObject({
  read: z.int().nonnegative(),
  kept: z.int().nonnegative(),
  dropped: z.partialRecord(RowRule, z.int().positive()),
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

/** Rows as a step of preparation leaves them, and what became of the others so far. */
export const CleanedDataset = z.strictObject({
  parts: z.array(SplitRows).min(1),
  counts: RowCounts,
  findings: z.array(RowsRef).describe('of each step so far: lines of RowFinding'),
  quarantine: z.array(BlobRef).describe('of each step so far: the first rows that it kept out, as QuarantineReason[]'),
});
export type CleanedDataset = z.infer<typeof CleanedDataset>;

export const ValidatedDataset = CleanedDataset.extend({
  answers: AnswerKind,
  labels: z
    .array(z.string())
    .nullable()
    .describe('the closed set of answers, sorted; null unless answers = labels. At most 50 of at most 5 words, or as the spec names them'),
});
export type ValidatedDataset = z.infer<typeof ValidatedDataset>;

/** Groups of rows that say the same, or contradict each other. */
export const DuplicateGroups = z.strictObject({
  conflicts: z.int().nonnegative().describe('prompts that have more than one answer'),
  clusters: z.int().nonnegative().describe('groups of two near-duplicates or more'),
  largestClusters: z.array(z.int().positive()).describe('rows in the largest of them, descending'),
});
export type DuplicateGroups = z.infer<typeof DuplicateGroups>;

/** A dataset that is ready to be split. */
export const DeduplicatedDataset = ValidatedDataset.extend({ duplicates: DuplicateGroups, statistics: DatasetStatistics });
export type DeduplicatedDataset = z.infer<typeof DeduplicatedDataset>;

/** What a stage trains on and is tested on. */
export const DatasetSplits = z.strictObject({
  train: RowsRef,
  validation: RowsRef,
  test: RowsRef,
  findings: RowsRef.describe('rows that splitting left out or tells of: lines of RowFinding with the rule leak'),
  leaks: z.int().nonnegative().describe('rows that splitting left out'),
});
export type DatasetSplits = z.infer<typeof DatasetSplits>;

/** How all stages were split together, and the proof that nothing that one trains on is what another is tested on. */
export const SplitOutcome = z.strictObject({
  splits: z.array(DatasetSplits),
  ledger: RowsRef.describe('which group and prompt stands on which side: what the next run over more rows keeps to'),
  evidence: BlobRef.describe('SplitEvidenceFile: proof, strata, contamination'),
  warnings: z.array(z.string()).describe('sides that are too small for what they are for'),
});
export type SplitOutcome = z.infer<typeof SplitOutcome>;
