import { z } from 'zod';
import { Estimate } from './evaluation-report.ts';

/** A measured number with its interval, or why there is none. Exactly one of the two is null. */
export const Finding = z.strictObject({
  estimate: Estimate.nullable(),
  reason: z.string().nullable().describe('why it was not measured, for a person'),
});
export type Finding = z.infer<typeof Finding>;
