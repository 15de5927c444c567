import { z } from 'zod';
import { Estimate } from './evaluation-report.ts';

/** Which of two models. */
export const Side = z.enum(['base', 'tuned']);
export type Side = z.infer<typeof Side>;

/** Who did better on one row. */
export const Winner = z.enum(['base', 'tuned', 'tie']);
export type Winner = z.infer<typeof Winner>;

/**
 * Why a row stands in a review: something in an answer should worry somebody; judge and metric disagree; one model is right
 * and the other wrong; or nothing of all that. A row is of the first that fits.
 */
export const Stratum = z.enum(['safety', 'judgeDisagreement', 'flip', 'other']);
export type Stratum = z.infer<typeof Stratum>;

/** One row of a sample. `item` names test and row in one word and tells nothing about either. */
export const SampledItem = z.strictObject({
  item: z.string().regex(/^[0-9a-f]{16}$/),
  test: z.string(),
  row: z.string(),
  stratum: Stratum,
  core: z.boolean().describe('drawn uniformly, before any score was looked at'),
});
export type SampledItem = z.infer<typeof SampledItem>;

/** `runs/<runId>/reviews/sample.json`: what people are asked about a run. Drawn once; no text of rows. */
export const ReviewSample = z.strictObject({
  format: z.literal(1),
  runId: z.string(),
  seed: z.int(),
  strata: z.array(z.strictObject({ stratum: Stratum, rows: z.int().nonnegative() })).describe('rows of the tests, by stratum'),
  items: z.array(SampledItem).min(1).max(50),
  judged: z.boolean().describe('whether verdicts of a judge were there when it was drawn'),
});
export type ReviewSample = z.infer<typeof ReviewSample>;

/** What a person said about the two answers to a row. Acceptable: "I would use it as it stands." */
export const Rating = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('rated'), preferred: Winner, baseAcceptable: z.boolean(), tunedAcceptable: z.boolean() }),
  z.strictObject({ kind: z.literal('skipped') }),
]);
export type Rating = z.infer<typeof Rating>;

/**
 * `runs/<runId>/reviews/<rater>/<item>-<occurrence>/<revision>.json`. Nothing is overwritten: a later revision counts, and
 * one whose rating is null takes the rating back.
 */
export const RatingRecord = z.strictObject({
  format: z.literal(1),
  item: z.string(),
  occurrence: z.int().min(1).max(2).describe('2: the row was shown a second time, to see whether raters agree with themselves'),
  revision: z.int().positive(),
  submission: z.uuid().describe('chosen by the page; the same one sent twice is one rating'),
  rating: Rating.nullable(),
  shownFirst: Side.describe('whose answer was answer A'),
  referenceShown: z.boolean(),
  at: z.iso.datetime(),
});
export type RatingRecord = z.infer<typeof RatingRecord>;

/** Agreement beyond chance. `null` with a reason where value or interval is not defined. */
export const Kappa = z.strictObject({
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  observed: z.number().nullable().describe('plain share of equal judgements'),
  n: z.int().nonnegative(),
  reason: z.string().nullable(),
});
export type Kappa = z.infer<typeof Kappa>;

/** An estimate, or why there is none. */
export const Measured = z.strictObject({ estimate: Estimate.nullable(), reason: z.string().nullable() });
export type Measured = z.infer<typeof Measured>;

const Agreement = z.strictObject({ preference: Kappa, acceptability: Kappa });

/** What all ratings of a run come to. Shares are of the tests' rows, weighted by how likely a row was to be asked about. */
export const ReviewResults = z.strictObject({
  raters: z.array(z.strictObject({ name: z.string(), done: z.int(), asked: z.int(), skipped: z.int() })),
  strata: z.array(z.strictObject({ stratum: Stratum, rows: z.int(), sampled: z.int(), rated: z.int(), weight: z.number().nullable() })),
  rows: z.int(),
  rated: z.int().describe('items with at least one rating'),
  preferences: z.strictObject({ tuned: z.int(), tie: z.int(), base: z.int() }).describe('first ratings, unweighted'),
  tunedWinRate: Measured.describe('(wins + ties ÷ 2) ÷ rows'),
  baseAcceptable: Measured,
  tunedAcceptable: Measured,
  acceptableDifference: Measured.describe('tuned − base, paired'),
  betweenRaters: z.array(Agreement.extend({ raters: z.tuple([z.string(), z.string()]) })),
  selfRepeat: z.array(Agreement.extend({ rater: z.string() })),
  judge: z
    .strictObject({ model: z.string(), withPeople: Kappa, withRaters: z.array(z.strictObject({ rater: z.string(), kappa: Kappa })) })
    .nullable()
    .describe('null when no judge was asked'),
});
export type ReviewResults = z.infer<typeof ReviewResults>;
