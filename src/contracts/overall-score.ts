import { z } from 'zod';

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
