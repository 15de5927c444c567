import { z } from 'zod';
import { Estimate } from './evaluation-report.ts';

export const Verdict = z.enum(['pass', 'fail', 'inconclusive', 'error']);
export type Verdict = z.infer<typeof Verdict>;

/** Every kind of gate. */
export const GateName = z.enum([
  'retention',
  'quality',
  'minimum',
  'overfitting',
  'capability',
  'robustness',
  'impactRatio',
  'groupGap',
  'rule',
]);
export type GateName = z.infer<typeof GateName>;

/** One gate, decided. */
export const GateResult = z.strictObject({
  gate: GateName,
  test: z.string().describe('stage or task whose rows were looked at; of capabilities, the capability'),
  split: z.enum(['validation', 'test', 'suite']).describe('suite: items of the general suite, which no stage trains on'),
  what: z.string().optional().describe('where the gate does not say it: the metric of a rule, the column of groups'),
  verdict: Verdict,
  /** What an inconclusive verdict came to by the spec's onInconclusive; otherwise the verdict itself. */
  decision: z.enum(['accept', 'reject', 'ask']),
  value: z
    .number()
    .nullable()

    .describe(
      'retention, capability: after ÷ before; quality, rule: after − before; minimum: the metric; overfitting: validation − train loss; robustness: points lost at worst; impactRatio: lowest ÷ highest rate; groupGap: best − worst mean',
    ),
  threshold: z.number(),
  interval: Estimate.nullable(),
  itemsNeeded: z.int().nullable().describe('for an inconclusive verdict: rows that would settle it'),
  reason: z.string().describe('one sentence for a person'),
});
export type GateResult = z.infer<typeof GateResult>;
