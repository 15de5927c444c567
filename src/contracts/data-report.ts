import { z } from 'zod';
import { Sha256 } from './blob.ts';
import { LengthStatistics, SplitName } from './dataset.ts';
import { RowAction, RowRule } from './row-finding.ts';

const whole = z.int().nonnegative();
const share = z.number().min(0).max(1);
const rowsByRule = z.partialRecord(RowRule, z.int().positive());

/** What became of a dataset's rows. Every row is kept, dropped or refused, and counted at one rule. */
export const DataCounts = z
  .strictObject({
    read: whole,
    kept: whole,
    dropped: rowsByRule.describe('rows that go no further, each at the first rule that drops it'),
    refused: rowsByRule.describe('rows with a finding that ends the run, each at the first such rule'),
    changed: rowsByRule.describe('kept rows whose text a rule changed; a row counts at each such rule'),
    changedRows: whole.describe('kept rows that any rule changed'),
    flagged: rowsByRule.describe('kept rows that a rule only tells of; a row counts at each such rule'),
    flaggedRows: whole.describe('kept rows that any rule tells of'),
  })
  .refine(({ read, kept, dropped, refused }) => read === kept + sum(dropped) + sum(refused), {
    error: 'rows do not add up: read must be kept + dropped + refused',
  })
  .refine((counts) => counts.changedRows <= counts.kept && counts.flaggedRows <= counts.kept, {
    error: 'more rows changed or flagged than kept',
  });
export type DataCounts = z.infer<typeof DataCounts>;

function sum(rows: Partial<Record<string, number>>): number {
  return Object.values(rows).reduce<number>((all, count) => all + (count ?? 0), 0);
}

/** Findings of one rule with one action. */
export const FindingCount = z.strictObject({ rule: RowRule, action: RowAction, findings: z.int().positive(), rows: z.int().positive() });
export type FindingCount = z.infer<typeof FindingCount>;

/** Values of one kind that must not be known, and what became of them. */
export const SensitiveCount = z.strictObject({
  rule: z.enum(['pii', 'secret']),
  entity: z.string(),
  action: RowAction,
  values: z.int().positive(),
  rows: whole,
});
export type SensitiveCount = z.infer<typeof SensitiveCount>;

/** A row that was kept out. `excerpt` holds letter shapes where a value stood. */
export const QuarantineSample = z.strictObject({
  file: z.string(),
  line: z.int().positive(),
  message: z.string(),
  excerpt: z.string().max(200).nullable(),
});
export type QuarantineSample = z.infer<typeof QuarantineSample>;

/** The first rows that a rule kept out. `rows` counts those too that another rule kept out as well. */
export const QuarantineReason = z.strictObject({ rule: RowRule, rows: z.int().positive(), samples: z.array(QuarantineSample) });
export type QuarantineReason = z.infer<typeof QuarantineReason>;

/** A file that rows were read from. */
export const ReportFile = z.strictObject({
  uri: z.string(),
  format: z.string().describe('"jsonl", "csv", "parquet"; with ".gz" or ".zst" where it is packed'),
  sha256: Sha256,
  bytes: whole,
  rows: whole,
});
export type ReportFile = z.infer<typeof ReportFile>;

/** Lengths with their histogram: `rows[i]` of them lie from `edges[i]` up to, not including, `edges[i + 1]`; the last bin holds its upper edge too. */
export const LengthDistribution = LengthStatistics.extend({
  edges: z.array(z.number()),
  rows: z.array(whole),
});
export type LengthDistribution = z.infer<typeof LengthDistribution>;

/** Statistics of the rows of one split, or of those of them with one label. `null` = not measured. */
export const PartStatistics = z.strictObject({
  split: SplitName.nullable(),
  label: z.string().nullable(),
  rows: whole,
  promptWords: LengthDistribution,
  answerWords: LengthDistribution,
  characters: LengthDistribution,
  tokens: LengthDistribution.nullable(),
  turns: LengthStatistics,
  vocabulary: whole.describe('distinct normalised words'),
  distinct1: share.nullable().describe('distinct words ÷ words'),
  distinct2: share.nullable().describe('distinct pairs of words ÷ pairs'),
  syntheticRows: whole,
  tokensPerEpoch: whole.nullable(),
});
export type PartStatistics = z.infer<typeof PartStatistics>;

/** Rows that say the same. */
export const DuplicateCounts = z.strictObject({
  exactRows: whole,
  nearRows: whole,
  conflictRows: whole.describe('rows with equal prompts and different answers'),
  conflicts: whole.describe('prompts that have more than one answer'),
  clusters: whole.describe('groups of two near-duplicates or more'),
  largestClusters: z.array(z.int().positive()).describe('rows in the largest of them, descending'),
});
export type DuplicateCounts = z.infer<typeof DuplicateCounts>;

/** What preparation tells of one dataset. */
export const DatasetReport = z.strictObject({
  name: z.string(),
  files: z.array(ReportFile),
  counts: DataCounts,
  findings: z.array(FindingCount),
  sensitive: z.array(SensitiveCount),
  duplicates: DuplicateCounts,
  statistics: z.array(PartStatistics),
  quarantine: z.array(QuarantineReason),
  findingsAt: z.string().nullable().describe('where the whole list of findings stands'),
});
export type DatasetReport = z.infer<typeof DatasetReport>;

/** What crosses between two datasets of a run, or between a dataset and a frozen test set. */
export const ContaminationPair = z.strictObject({
  trained: z.string().describe('dataset that would be trained on'),
  tested: z.string().describe('dataset, or file, that would be tested on'),
  exactRows: whole.describe('train rows whose prompt stands in the test rows'),
  nearRows: whole.describe('train rows that nearly equal a test row'),
  overlapRows: whole.describe('train rows that share a long run of words with a test row'),
  removedRows: whole.describe('of them, rows that preparation took out'),
});
export type ContaminationPair = z.infer<typeof ContaminationPair>;

/** Rows of one side, and of one stratum where `stratum` is set. */
export const SplitSide = z.strictObject({ dataset: z.string(), split: SplitName, rows: whole, sha256: Sha256 });
export type SplitSide = z.infer<typeof SplitSide>;

export const SplitStratum = z.strictObject({
  dataset: z.string(),
  stratum: z.string(),
  train: whole,
  validation: whole,
  test: whole,
});
export type SplitStratum = z.infer<typeof SplitStratum>;

/** Evidence that nothing that is trained on is tested on. `null` = not measured. */
export const SplitEvidence = z.strictObject({
  sides: z.array(SplitSide),
  strata: z.array(SplitStratum),
  salt: z.string(),
  ledger: Sha256.describe('hash of the assignment of groups to sides'),
  sharedGroups: whole,
  exactAcross: whole.describe('pairs of equal rows on two sides'),
  nearAcross: whole.describe('pairs of near-duplicates on two sides'),
  highestSimilarity: share.nullable().describe('highest similarity of a train row to a test row'),
  overlap: z
    .strictObject({ words: z.int().positive(), rows: whole, of: whole })
    .nullable()
    .describe('test rows that share a run of so many words with a train row'),
  warnings: z.array(z.string()),
});
export type SplitEvidence = z.infer<typeof SplitEvidence>;

/** All that preparation tells of one file, or of every dataset of a run. Holds no text of a row but masked excerpts and labels. */
export const DataReport = z.strictObject({
  format: z.literal(1),
  name: z.string(),
  preparedAt: z.string().describe('ISO time'),
  datasets: z.array(DatasetReport).min(1),
  contamination: z.array(ContaminationPair),
  split: SplitEvidence.nullable(),
  refusals: z.array(z.string()).describe('why a run over these rows would fail; empty = it would go on'),
  warnings: z.array(z.string()),
  settings: z.array(z.strictObject({ name: z.string(), value: z.string() })).describe('in force, defaults included'),
  steps: z.array(z.strictObject({ name: z.string(), version: z.string() })),
});
export type DataReport = z.infer<typeof DataReport>;
