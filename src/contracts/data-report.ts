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
export const FindingCount = z.strictObject({
  rule: RowRule,
  action: RowAction,
  findings: z.int().positive(),
  rows: z.int().positive(),
  first: z
    .strictObject({ file: z.string(), line: z.int().positive() })
    .optional()
    .describe('one of them: the first by name of the file and line'),
});
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

/** Lengths that are drawn as histograms. */
export const LengthMeasure = z.enum(['promptWords', 'answerWords', 'tokens']);
export type LengthMeasure = z.infer<typeof LengthMeasure>;

/** `counts[i]` rows of a split have a length from `edges[i]` up to, not including, `edges[i + 1]`. Empty where nothing was measured. */
export const LengthHistogramData = z
  .strictObject({
    measure: LengthMeasure,
    split: SplitName.nullable(),
    edges: z.array(whole),
    counts: z.array(whole),
  })
  .refine(({ edges, counts }) => edges.length === (counts.length === 0 ? 0 : counts.length + 1), { error: 'one edge more than counts' });
export type LengthHistogramData = z.infer<typeof LengthHistogramData>;

const distinct = z.object({ count: whole, estimated: z.boolean() });
const textLengths = z.object({ words: LengthStatistics, characters: LengthStatistics, tokens: LengthStatistics.nullable() });
const sampled = z.object({ score: z.number(), sample: whole }).nullable();

/** How varied texts are; `null` = not measured. */
export const TextVariety = z.object({
  words: whole,
  vocabularySize: distinct,
  distinct1: share,
  distinct2: share,
  typeTokenRatio: z.object({ window: whole, windows: whole, mean: share }).nullable(),
  selfBleu: sampled,
  vendiScore: sampled,
});
export type TextVariety = z.infer<typeof TextVariety>;

const partLengths = z.object({
  rows: whole,
  promptWords: LengthStatistics,
  answerWords: LengthStatistics,
  tokens: LengthStatistics.nullable().describe('of the whole row'),
});

/** Of a dataset's detailed statistics, what the report shows. */
export const ShownStatistics = z.object({
  rows: whole,
  prompt: textLengths,
  answer: textLengths,
  turns: LengthStatistics,
  prompts: TextVariety,
  answers: TextVariety,
  distinctAnswers: distinct,
  labelBalance: z
    .object({ labels: z.array(z.object({ label: z.string(), rows: whole, share })), balance: share, mostToLeast: z.number() })
    .nullable(),
  duplicateShare: share,
  syntheticShare: share,
  tokensPerEpoch: whole.nullable(),
  splits: z.partialRecord(SplitName, partLengths),
  byLabel: z.record(z.string(), partLengths),
});
export type ShownStatistics = z.infer<typeof ShownStatistics>;

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
  statistics: ShownStatistics.nullable().describe('of the kept rows; null = not measured'),
  histograms: z.array(LengthHistogramData),
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

const bySide = <T extends z.ZodType>(value: T) => ({ train: value, validation: value, test: value });
const place = z.object({ stage: z.string(), split: SplitName, file: z.string(), line: z.int().positive() });

/** Rows of a task or label on each side, beside what the shares would give on average. */
export const SplitStratum = z.object({
  stage: z.string(),
  task: z.string().nullable(),
  label: z.string().nullable().describe('null = rows without one'),
  rows: whole,
  groups: whole,
  sides: z.object(
    bySide(z.object({ realised: whole, expected: z.number().nonnegative().nullable(), spread: z.number().nonnegative().nullable() })),
  ),
});
export type SplitStratum = z.infer<typeof SplitStratum>;

/**
 * How rows came to their sides, and the evidence that nothing that is trained on is tested on. `null` = not looked for.
 * Counts that must be 0 may be other numbers here: this report also tells of splits that do not hold.
 */
export const SplitEvidence = z.object({
  formula: z.int().positive().describe('version of the formula from salt and group to a side'),
  split: z.object({ ...bySide(z.number()), salt: z.string(), quotas: z.string().optional() }),
  stages: z.array(
    z.object({ stage: z.string(), dataset: Sha256, rows: z.object({ ...bySide(whole), dropped: whole }), files: z.object(bySide(Sha256)) }),
  ),
  ledger: z.object({ sha256: Sha256, entries: whole }).nullable(),
  groups: whole,
  sharedGroups: whole.describe('groups with rows on two sides'),
  exactDuplicates: whole.describe('prompts with rows on two sides'),
  ledgerConflicts: whole.describe('groups on another side than the ledger says'),
  nearDuplicates: whole.nullable().describe('rows that nearly equal a row on a higher side'),
  threshold: share.nullable().describe('similarity from which a row is a near-duplicate'),
  mostSimilar: z.object({ similarity: share, row: place, heldOut: place }).nullable().describe('the train and test row most alike'),
  overlap: z
    .object({ words: z.int().positive(), validation: whole, test: whole, capped: z.boolean() })
    .describe('rows of each side that share a run of so many words with a train row; capped: at least so many'),
  strata: z.array(SplitStratum),
  unlistedStrata: whole,
  warnings: z.array(
    z.object({
      stage: z.string(),
      side: SplitName.nullable(),
      rows: whole,
      interval: z.object({ score: z.number(), low: z.number(), high: z.number() }).nullable(),
      message: z.string(),
    }),
  ),
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
