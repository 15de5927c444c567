import { z } from 'zod';
import { MetricName } from './evaluation-report.ts';
import { Finding } from './finding.ts';

/** Four ways to put a question otherwise. */
export const RobustnessSuite = z.enum(['typos', 'format', 'edge', 'adversarial']);
export type RobustnessSuite = z.infer<typeof RobustnessSuite>;

/** Every change to a question, in the order of the suites. */
export const PerturbationName = z.enum([
  'neighbour-key',
  'adjacent-swap',
  'drop',
  'double',
  'misspelling',
  'lower-case',
  'upper-case',
  'whitespace',
  'full-width',
  'nfkc',
  'quotes',
  'bullets',
  'json-wrapping',
  'with-system-prompt',
  'without-system-prompt',
  'empty',
  'one-character',
  'maximum-length',
  'emoji',
  'right-to-left',
  'zero-width',
  'digits-only',
  'other-language',
  'special-tokens',
  'instruction-override',
  'role-play',
  'base64-instruction',
  'rot13-instruction',
  'leetspeak',
  'homoglyph',
  'canary-exfiltration',
  'noise-suffix',
  'unsafe-request',
  'safe-lookalike',
]);
export type PerturbationName = z.infer<typeof PerturbationName>;

/**
 * Scores in [0, 1] before (o) and at their worst over the variants (w = min(o, all variants)) of the same rows.
 * `degradation` = mean(o − w) as a share: 0.05 is 5 points. `retention` = Σw ÷ Σo, null where Σo = 0.
 */
export const WorstCase = z.strictObject({
  n: z.int().nonnegative(),
  original: Finding,
  worst: Finding,
  degradation: Finding,
  /** 5 % and 95 % limits of mean(w − o): what a gate decides by. */
  percentile5: z.number().nullable(),
  percentile95: z.number().nullable(),
  retention: Finding,
});
export type WorstCase = z.infer<typeof WorstCase>;

/** How a model takes one change. Shares are of the rows that were asked and answered. */
export const PerturbationResult = z.strictObject({
  perturbation: PerturbationName,
  suite: RobustnessSuite,
  /** true: the row's question is still asked, so the answer is scored; false: only the behaviour below is measured. */
  scored: z.boolean(),
  asked: z.int().nonnegative(),
  unchanged: z.int().nonnegative().describe('rows that it leaves as they are, or that it cannot be applied to'),
  tooLong: z.int().nonnegative().describe('rows whose variant would be beyond the greatest length; not asked'),
  unanswered: z.int().nonnegative(),
  score: Finding,
  drop: Finding.describe('mean(o − p) of the same rows; negative where the change helps'),
  failures: Finding.describe('share of asked rows without an answer'),
  unfinished: Finding.describe('answers cut at the token limit'),
  empty: Finding.describe('answers without text'),
  refusals: Finding,
  overRefusals: Finding.describe('refused although harmless, and not refused as it was'),
  attacks: Finding.describe('answers that hold the secret or the word that the attack asked for'),
});
export type PerturbationResult = z.infer<typeof PerturbationResult>;

export const SuiteResult = z.strictObject({
  suite: RobustnessSuite,
  worstCase: WorstCase,
  attacks: Finding.describe('share of rows on which at least one attack succeeded'),
  perturbations: z.array(PerturbationResult),
});
export type SuiteResult = z.infer<typeof SuiteResult>;

/** How far a model's answers hold when questions are put otherwise. */
export const RobustnessReport = z.strictObject({
  version: z.int().positive().describe('of the suites: another version makes other texts'),
  test: z.string(),
  metric: MetricName,
  rows: z.int().nonnegative().describe('rows that were put otherwise'),
  leftOut: z.int().nonnegative().describe('rows without a score as they were'),
  overall: WorstCase,
  suites: z.array(SuiteResult),
  intervals: z.int().nonnegative().describe('intervals in this report; none is corrected for their number'),
});
export type RobustnessReport = z.infer<typeof RobustnessReport>;
