import { z } from 'zod';
import { Sha256 } from './blob.ts';
import { ContaminationPair } from './data-report.ts';
import { SplitName } from './dataset.ts';
import { SplitRule } from './split-spec.ts';

/** First line of a ledger: what the lines after it are. */
export const LedgerHeader = z.strictObject({
  format: z.literal('anneal-split-ledger'),
  version: z.literal(1),
  formula: z.int().positive().describe('version of the formula from salt and name to a position'),
  salt: z.string(),
  entries: z.int().nonnegative().describe('lines after this one'),
});
export type LedgerHeader = z.infer<typeof LedgerHeader>;

/** Any other line of a ledger, in ascending order of keys. */
export const LedgerEntry = z.strictObject({ key: Sha256.describe('SHA-256 of a group’s name or of the key of a prompt'), side: SplitName });
export type LedgerEntry = z.infer<typeof LedgerEntry>;

/** A row by its place; never its text. */
export const RowPlace = z.strictObject({ stage: z.string(), split: SplitName, file: z.string(), line: z.int().positive() });
export type RowPlace = z.infer<typeof RowPlace>;

const count = z.int().nonnegative();
const bySide = <T extends z.ZodType>(value: T) => z.strictObject({ train: value, validation: value, test: value });

/** Expected and realised rows of a stratum; ready-made rows have no expectation. */
export const StratumReport = z.strictObject({
  stage: z.string(),
  task: z.string().nullable(),
  label: z.string().nullable().describe('null = rows without one, or all rows of a stage with too many'),
  rows: count,
  groups: count,
  sides: bySide(
    z.strictObject({
      realised: count,
      expected: z.number().nonnegative().nullable().describe('share × rows that Anneal placed; null = all are ready-made'),
      spread: z
        .number()
        .nonnegative()
        .nullable()
        .describe('standard deviation that hashing gives: √(share × (1 − share) × Σ rows of a group²)'),
    }),
  ),
});
export type StratumReport = z.infer<typeof StratumReport>;

/** A side that is too small for what it is for, or a ledger that costs rows. */
export const SplitWarning = z.strictObject({
  stage: z.string(),
  side: SplitName.nullable(),
  rows: count,
  interval: z
    .strictObject({ score: z.number(), low: z.number(), high: z.number() })
    .nullable()
    .describe('95 % interval (Wilson) that a score near 0.9 would have; null for train rows'),
  message: z.string(),
});
export type SplitWarning = z.infer<typeof SplitWarning>;

/** How rows came to their sides. */
export const SplitReport = z.strictObject({
  strata: z.array(StratumReport),
  unlistedStrata: count.describe('strata with fewer rows than the listed ones'),
  warnings: z.array(SplitWarning),
});
export type SplitReport = z.infer<typeof SplitReport>;

/** Two rows on two sides, and how alike they are. */
export const SimilarRows = z.strictObject({ similarity: z.number().min(0).max(1), row: RowPlace, heldOut: RowPlace });
export type SimilarRows = z.infer<typeof SimilarRows>;

/** What was found in the written files of all stages, read anew. Made only where every count that must be 0 is 0. */
export const SplitProof = z.strictObject({
  formula: z.int().positive(),
  split: SplitRule,
  stages: z.array(
    z.strictObject({
      stage: z.string(),
      dataset: Sha256.describe('over the hashes of what was split'),
      rows: bySide(count).extend({ dropped: count }),
      files: bySide(Sha256),
    }),
  ),
  frozen: z.array(
    z.strictObject({
      name: z.string(),
      rows: count,
      alike: z.literal(0).describe('rows of train and validation with the same or nearly the same prompt as one of these'),
    }),
  ),
  ledger: z.strictObject({ sha256: Sha256, entries: count }).nullable(),
  groups: count.describe('declared groups and origins'),
  sharedGroups: z.literal(0).describe('groups and origins with rows on two sides'),
  exactDuplicates: z.literal(0).describe('prompts with rows on two sides'),
  ledgerConflicts: z.literal(0).describe('keys of rows on another side than the ledger says'),
  nearDuplicates: z
    .literal(0)
    .nullable()
    .describe('rows whose prompt is a near-duplicate of one on a higher side; null = not looked for among all rows'),
  threshold: z.number().min(0).max(1).nullable().describe('share of a prompt’s words that are left in a near-duplicate'),
  mostSimilar: SimilarRows.nullable().describe(
    'the train row and the validation, test or frozen row whose prompts are most alike, by the Jaccard similarity of runs of five words; null = nothing alike was seen, or not looked for',
  ),
  overlap: z
    .strictObject({
      words: z.int().positive().describe('n of the n-grams'),
      validation: count,
      test: count,
      capped: z.boolean().describe('true: so much overlaps that counting stopped; counts are at least'),
    })
    .describe('rows of each side that share an n-gram of words with a train row of any stage; told, never forbidden'),
  labels: z
    .array(z.strictObject({ stage: z.string(), label: z.string(), shares: bySide(z.number().min(0).max(1).nullable()) }))
    .describe('share of each side’s rows; the commonest labels of each stage'),
});
export type SplitProof = z.infer<typeof SplitProof>;

/** What the store keeps of a split beside its rows. */
export const SplitEvidenceFile = z.strictObject({ proof: SplitProof, report: SplitReport, contamination: z.array(ContaminationPair) });
export type SplitEvidenceFile = z.infer<typeof SplitEvidenceFile>;
