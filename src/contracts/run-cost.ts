import { z } from 'zod';
import { RunPrices } from './prices.ts';
import { BreakEven, CostReport } from './serving-report.ts';

/** A model of which answers are priced. `hosted` was not asked: its tokens are assumed, as the basis of its report says. */
export const PricedModel = z.enum(['base', 'baseWithExamples', 'tuned', 'hosted']);
export type PricedModel = z.infer<typeof PricedModel>;

/** What answers to one test cost, and when the run's training is paid for by requests like these. */
export const TestCost = z.strictObject({
  test: z.string(),
  models: z.array(z.strictObject({ model: PricedModel, title: z.string(), report: CostReport })),
  breakEven: z.array(BreakEven),
});
export type TestCost = z.infer<typeof TestCost>;

/** Money of a run: what its trainings cost, and what its last accepted model's answers cost beside others. */
export const RunCost = z.strictObject({
  prices: RunPrices,
  training: z.strictObject({
    attempts: z.int().nonnegative(),
    seconds: z.number().nonnegative().describe('time with a trainer at work, all attempts of all stages; controls are not in it'),
    cost: z.number().nullable(),
    reason: z.string().nullable().describe('why it has no price'),
    trainTokens: z.int().nonnegative().describe('seen in all epochs of these attempts'),
    hostedCost: z.number().nullable().describe('of as many tokens by the hosted model’s price of training; null: it has none'),
  }),
  tests: z.array(TestCost).describe('of the last accepted stage: its own and all earlier ones'),
  reason: z.string().nullable().describe('why there are no tests'),
});
export type RunCost = z.infer<typeof RunCost>;
