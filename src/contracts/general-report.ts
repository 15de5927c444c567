import { z } from 'zod';
import { RowsRef } from './blob.ts';
import { Comparison, Estimate } from './evaluation-report.ts';

/** What a model can do besides its task. */
export const CapabilityName = z.enum(['general-knowledge', 'reasoning', 'language']);
export type CapabilityName = z.infer<typeof CapabilityName>;

/** What a model scored on one capability of the general suite. */
export const CapabilityScore = z.strictObject({
  capability: CapabilityName,
  accuracy: Estimate.nullable().describe('share of right items, blocks as groups; null of no items'),
  chance: z.number().describe('accuracy of guessing: mean of 1 ÷ options'),
});
export type CapabilityScore = z.infer<typeof CapabilityScore>;

/** A model on the general suite. */
export const GeneralScores = z.strictObject({
  version: z.int().positive().describe('of the suite: scores of two versions are not comparable'),
  capabilities: z.array(CapabilityScore),
  textLoss: Estimate.nullable().describe('mean loss on paragraphs of general text, in nats a token'),
  predictions: RowsRef,
  texts: RowsRef.describe('log-likelihoods of the paragraphs'),
});
export type GeneralScores = z.infer<typeof GeneralScores>;

/** A model on the general suite, and what became of another model's capabilities in it. */
export const GeneralReport = z.strictObject({
  scores: GeneralScores,
  against: z
    .strictObject({
      title: z.string().describe('what it is compared with, for a person: "base"'),
      capabilities: z.array(z.strictObject({ capability: CapabilityName, comparison: Comparison })),
      textLoss: Estimate.nullable().describe('after − before, nats a token; above 0: general text has become less likely'),
    })
    .nullable(),
});
export type GeneralReport = z.infer<typeof GeneralReport>;
