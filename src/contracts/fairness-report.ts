import { z } from 'zod';
import { Finding } from './finding.ts';
import { WorstCase } from './robustness-report.ts';

/** A part of the rows. */
export const Slice = z.strictObject({ value: z.string(), n: z.int().nonnegative(), score: Finding });
export type Slice = z.infer<typeof Slice>;

/** Scores by the values of one column, the worst first. */
export const SliceReport = z.strictObject({
  column: z.string().describe('"metadata.jurisdiction", "group"'),
  slices: z.array(Slice),
  further: z.int().nonnegative().describe('smaller slices that are not shown'),
  without: z.int().nonnegative().describe('rows that have no value there, or none that names a slice'),
  unscored: z.int().nonnegative(),
});
export type SliceReport = z.infer<typeof SliceReport>;

/** The best and the worst of several groups. */
export const GroupGap = z.strictObject({
  best: z.string(),
  worst: z.string(),
  difference: Finding.describe('best − worst, as a share'),
  pValue: z.number().nullable().describe('how often groups drawn at random lie as far apart: corrected for the choice of best and worst'),
});
export type GroupGap = z.infer<typeof GroupGap>;

/** Lowest ÷ highest rate of a favourable outcome. */
export const ImpactRatio = z.strictObject({
  ratio: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  highest: z.strictObject({ value: z.string(), favourable: z.int().nonnegative(), n: z.int().nonnegative() }).nullable(),
  lowest: z.strictObject({ value: z.string(), favourable: z.int().nonnegative(), n: z.int().nonnegative() }).nullable(),
  pValue: z.number().nullable().describe('Fisher’s exact test, two-sided, times the number of pairs of groups'),
  verdict: z.enum(['pass', 'fail', 'inconclusive']).nullable().describe('fail: below the alarm and not by chance; null: no ratio'),
  reason: z.string().nullable().describe('why there is no ratio'),
  tooSmall: z.array(z.string()).describe('groups below the least number of rows; they are not compared'),
});
export type ImpactRatio = z.infer<typeof ImpactRatio>;

export const GroupReport = z.strictObject({
  ...SliceReport.shape,
  gap: GroupGap.nullable().describe('null: fewer than two groups of the least number of rows'),
  impactRatio: ImpactRatio,
});
export type GroupReport = z.infer<typeof GroupReport>;

/** Which words are exchanged: see docs/fairness.md. */
export const SwapName = z.enum(['gender', 'gender-nouns', 'pronouns', 'names']);
export type SwapName = z.infer<typeof SwapName>;

/** The same rows with the words of one group exchanged for those of another. */
export const CounterfactualReport = z.strictObject({
  swap: SwapName,
  version: z.int().positive().describe('of the term lists'),
  asked: z.int().nonnegative(),
  unchanged: z.int().nonnegative().describe('rows that hold none of the terms'),
  answerNamesGroup: z.int().nonnegative().describe('rows whose reference would have to change too; not asked'),
  unanswered: z.int().nonnegative(),
  flips: Finding.describe('share of rows whose answer changes'),
  drop: Finding.describe('mean(original − swapped)'),
  worstCase: WorstCase,
  /** For each group: mean of (score as this group − score as another), over the rows that name one group only. */
  gaps: z.array(z.strictObject({ group: z.string(), gap: Finding })),
});
export type CounterfactualReport = z.infer<typeof CounterfactualReport>;
