import { z } from 'zod';

const share = z.number().min(0).max(1);

/** How the counts of a stratum follow the shares. */
export const Quotas = z.enum(['expected', 'exact']);
export type Quotas = z.infer<typeof Quotas>;

/** How rows without a ready-made split are divided. */
export const SplitSpec = z
  .strictObject({
    train: share.default(0.8).describe('learned from'),
    validation: share.default(0.1).describe('stops training early and judges retries'),
    test: share.default(0.1).describe('measures what the report tells'),
    salt: z.string().min(1).optional().describe('another salt gives another split; default anneal/<name>'),
    quotas: Quotas.optional().describe(
      'expected: each row’s side follows from its group alone, and shares hold on average; exact: each task and label gets its shares to within one group (docs/splitting.md); default expected',
    ),
  })
  .prefault({})
  .refine((split) => Math.abs(split.train + split.validation + split.test - 1) < 1e-9, 'train, validation and test must add up to 1')
  .describe('shares of rows without a ready-made split; they add up to 1');
export type SplitSpec = z.infer<typeof SplitSpec>;

/** The same with every default resolved. */
export const SplitRule = z.strictObject({
  train: z.number(),
  validation: z.number(),
  test: z.number(),
  salt: z.string(),
  quotas: Quotas.optional().describe('missing = expected'),
});
export type SplitRule = z.infer<typeof SplitRule>;
