import { z } from 'zod';
import { SwapName } from './fairness-report.ts';
import { MetricText } from './metric-names.ts';
import { OverallWeights } from './overall-score.ts';
import { PerturbationName, RobustnessSuite } from './robustness-report.ts';

const column = z
  .string()
  .regex(/^(?:group|metadata(?:\.[^.]+)+)$/, 'expected "group" or a path into the metadata, such as "metadata.jurisdiction"');
const sampleRows = z.union([z.literal('all'), z.int().min(1)]).default(40);

/** What is wanted of a suite: all of it, a seeded choice of so many changes, or these. */
const SuiteChoice = z.union([z.literal('all'), z.int().min(1), z.array(PerturbationName).min(1)]);

/** Questions put otherwise (docs/robustness.md). */
export const RobustnessSpec = z.strictObject({
  rows: sampleRows.describe('test rows of a stage that are put otherwise: a seeded choice of so many, or "all"'),
  suites: z
    .partialRecord(RobustnessSuite, SuiteChoice)
    .default({ typos: 2, format: 2, edge: 2, adversarial: 2 })
    .describe('changes of each suite: "all", a seeded choice of so many, or their names; a suite that is not named is left out'),
});
export type RobustnessSpec = z.infer<typeof RobustnessSpec>;

/** Whom a model serves worse (docs/fairness.md). */
export const FairnessSpec = z.strictObject({
  swaps: z.array(SwapName).default(['gender', 'names']).describe('words that are exchanged to see whether the answer changes'),
  rows: sampleRows.describe('test rows of a stage in which words are exchanged: a seeded choice of so many, or "all"'),
  groups: z
    .array(column)
    .default([])
    .describe('columns that name groups of people: "group" or "metadata.…"; scores, gap and impact ratio are measured on all test rows'),
  favourable: z.array(z.string().min(1)).default([]).describe('labels that are the favourable outcome; default: a right answer is'),
});
export type FairnessSpec = z.infer<typeof FairnessSpec>;

/** A model behind a server, under load (docs/latency.md). */
export const LatencySpec = z.strictObject({
  rows: z.int().min(1).default(40).describe('test rows whose questions are asked, a seeded choice'),
  concurrency: z
    .array(z.int().min(1).max(1000))
    .min(1)
    .max(8)
    .default([1, 10, 50, 100])
    .describe('requests under way at once, level by level'),
  requests: z.int().min(1).nullable().default(null).describe('at each level; null: 100, or 3 × the level where that is more'),
});
export type LatencySpec = z.infer<typeof LatencySpec>;

/** What answers and training cost, by names of the worker's price table (docs/cost.md). */
export const CostSpec = z
  .strictObject({
    machine: z
      .string()
      .min(1)
      .optional()
      .describe('whose hourly price the measured seconds of answers and trainings are paid at; default: none'),
    hosted: z.string().min(1).optional().describe('hosted model to compare with, by tokens; default: none'),
  })
  .refine(({ machine, hosted }) => machine !== undefined || hosted !== undefined, 'name a machine, a hosted model, or both');
export type CostSpec = z.infer<typeof CostSpec>;

/** How models are asked, and what is measured. */
export const EvaluationSpec = z.strictObject({
  fewShot: z.int().min(0).max(16).default(4).describe('examples in the few-shot prompt that the base is compared with; 0 = none'),
  maxNewTokens: z.int().min(1).optional().describe('longest answer in tokens; default: 1.5 × the longest reference answer, at least 16'),
  batchSize: z
    .int()
    .min(1)
    .max(256)
    .optional()
    .describe('questions answered at a time; default 128 for base models under 2e8 parameters, 64 under 1e9, else 16'),
  metrics: z
    .array(MetricText)
    .max(12)
    .default([])
    .describe(
      'further metrics of every test set, by the names of `anneal score` (docs/scoring.md), such as chrf, rougeL:stem or own:NAME; never decide a gate',
    ),
  slices: z.array(column).default([]).describe('columns by whose values scores are shown: "group" or "metadata.…"'),
  general: z
    .strictObject({
      itemsPerCapability: z
        .union([z.literal('all'), z.int().min(0)])
        .default(100)
        .describe('questions of general knowledge, reasoning and language each, before and after; 0 = none, "all" = the whole suite'),
    })
    .prefault({})
    .describe('general capabilities that no stage may take away (docs/general-suite.md)'),
  robustness: z
    .union([z.literal(false), RobustnessSpec])
    .prefault({})
    .describe('whether answers hold when questions are put otherwise; false = not measured'),
  fairness: z
    .union([z.literal(false), FairnessSpec])
    .prefault({})
    .describe('whether answers depend on who is named, and which groups are served worse; false = not measured'),
  latency: z
    .union([z.literal(false), LatencySpec])
    .default(false)
    .describe('base and tuned model behind the server of `anneal serve` on the worker’s machine, under load; false = not measured'),
  cost: CostSpec.nullable()
    .default(null)
    .describe('of answers and training, with break-even, by names of the worker’s price table (docs/cost.md); null = not computed'),
  overall: z
    .strictObject({ weights: OverallWeights.prefault({}).describe('of the parts') })
    .prefault({})
    .describe('one number for a table of models; gates decide, it does not'),
});
export type EvaluationSpec = z.infer<typeof EvaluationSpec>;
