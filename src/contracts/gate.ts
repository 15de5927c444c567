import { z } from 'zod';
import { Estimate } from './evaluation-report.ts';

export const Verdict = z.enum(['pass', 'fail', 'inconclusive', 'error']);
export type Verdict = z.infer<typeof Verdict>;

/** One gate, decided. */
export const GateResult = z.strictObject({
  gate: z.enum(['retention', 'quality', 'minimum', 'overfitting']),
  /** Stage whose rows were looked at. */
  test: z.string(),
  split: z.enum(['validation', 'test']),
  verdict: Verdict,
  /** What an inconclusive verdict came to by the spec's onInconclusive; otherwise the verdict itself. */
  decision: z.enum(['accept', 'reject', 'ask']),
  value: z
    .number()
    .nullable()
    .describe('retention: after ÷ before; quality: after − before; minimum: the metric; overfitting: validation − train loss'),
  threshold: z.number(),
  interval: Estimate.nullable(),
  itemsNeeded: z.int().nullable().describe('for an inconclusive verdict: rows that would settle it'),
  reason: z.string().describe('one sentence for a person'),
});
export type GateResult = z.infer<typeof GateResult>;
