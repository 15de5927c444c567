import { z } from 'zod';

const weight = z.number().min(0).max(1000);

/** How much each part of an overall score counts; they need not add up to 1. */
export const OverallWeights = z.strictObject({
  quality: weight.default(0.5).describe('primary metric of what the last accepted stage teaches, from guessing to perfect'),
  kept: weight.default(0.1).describe('the worst retention over earlier stages and general capabilities'),
  robustness: weight.default(0.1).describe('worst case ÷ original, as far as evaluation.robustness measures it'),
  groups: weight.default(0.1).describe('impact ratio, where evaluation.fairness.groups names columns'),
  speed: weight.default(0.1).describe('seconds an answer against the base with examples'),
  cost: weight.default(0.1).describe('cost a right answer against the base with examples, where evaluation.cost names a machine'),
});
export type OverallWeights = z.infer<typeof OverallWeights>;

/** One number of many, made comparable. */
export const OverallComponent = z.strictObject({
  name: z.string(),
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  unit: z.string(),
  anchors: z.strictObject({ zero: z.number(), one: z.number(), scale: z.enum(['linear', 'log']) }),
  required: z.boolean(),
  weight: z.number().nonnegative().describe('as asked'),
  share: z.number().describe('of the weights that count; 0 where the value is missing'),
  mapped: z.number().nullable().describe('in [0, 1]'),
  reason: z.string().nullable().describe('why it is missing'),
});
export type OverallComponent = z.infer<typeof OverallComponent>;

/** Weighted mean of mapped components. Decides nothing: gates do. */
export const OverallScore = z.strictObject({
  score: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  reason: z.string().nullable(),
  components: z.array(OverallComponent),
});
export type OverallScore = z.infer<typeof OverallScore>;
