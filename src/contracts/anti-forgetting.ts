import { z } from 'zod';

/** Later stages start from a trained adapter: smaller steps keep more of it. */
export const defaultLearningRateDecay = 0.7;
/** Chosen by `npm run bench:forgetting` (docs/benchmarks.md). */
const defaultEwc = { strength: 0.5, rows: 200 };

/** Elastic weight consolidation, as a spec asks for it. */
export const EwcSpec = z.strictObject({
  strength: z
    .number()
    .nonnegative()
    .max(1e9)
    .default(defaultEwc.strength)
    .describe('λ of the penalty λ ÷ 2 × Σ F ⊙ (ΔW − ΔW at the start)², where F has the mean 1 in each module; 0 = off'),
  rows: z
    .int()
    .min(1)
    .max(100_000)
    .default(defaultEwc.rows)
    .describe('rows of earlier stages on which F is measured before a stage is trained: a seeded choice, equal parts from each stage'),
});
export type EwcSpec = z.infer<typeof EwcSpec>;

/** Means against forgetting in a progressive run. Gates measure what is left (docs/gates.md); these keep it. */
export const AntiForgettingSpec = z.strictObject({
  replay: z
    .number()
    .min(0)
    .max(1)
    .default(0.25)
    .describe('of stages without a replay of their own: rows of earlier stages mixed in, as a share of the stage’s train rows'),
  learningRateDecay: z
    .number()
    .positive()
    .max(1)
    .default(defaultLearningRateDecay)
    .describe('factor on the automatic learning rate of every stage but the first; 1 = none. A rate that the spec names stays as it is'),
  ewc: z
    .union([z.literal(false), EwcSpec])
    .default(false)
    .describe(
      `elastic weight consolidation; false = off; strength (default ${defaultEwc.strength}, 0 = off): λ of λ ÷ 2 × Σ F ⊙ (ΔW − ΔW at the start)²; rows (default ${defaultEwc.rows}): of earlier stages, on which F is measured; costs 4 bytes of memory for each weight of the adapted modules`,
    ),
});

/** What of it decides what is learned; the rows that it measures by travel beside it. */
export const EwcSettings = z
  .strictObject({ strength: z.number().nonnegative() })
  .describe('elastic weight consolidation on the rows of `earlier`');
