import { z } from 'zod';
import { AnswerKind } from './dataset.ts';
import { Estimate, MetricName } from './evaluation-report.ts';

const difference = z.strictObject({ estimate: z.number(), low: z.number(), high: z.number() });
const score = z.number().nullable().describe('primary metric, a share of 1; null = not measured');
const measured = Estimate.nullable();

/** One metric of one test set, as four models score it. */
export const ClosingMetric = z.strictObject({ metric: MetricName, zeroShot: measured, fewShot: measured, after: measured, end: measured });
export type ClosingMetric = z.infer<typeof ClosingMetric>;

/** What a stage's model scored on one test set: the stage's own first, then those of the earlier stages. */
export const ClosingTest = z.strictObject({
  name: z.string(),
  n: z.int().nonnegative(),
  answers: AnswerKind,
  primary: MetricName,
  zeroShot: score,
  fewShot: score,
  before: score.describe('before this stage: the model that the stage started from'),
  after: score.describe('right after this stage'),
  difference: difference.nullable().describe('after − fewShot, paired, 95 %; null = not measured'),
  secondsPerAnswer: z.strictObject({ fewShot: z.number().nullable(), tuned: z.number().nullable() }).describe('medians'),
  promptTokens: z.strictObject({ fewShot: z.number().nullable(), tuned: z.number().nullable() }).describe('medians'),
  metrics: z.array(ClosingMetric).describe('primary first; `end` is the last accepted stage'),
});
export type ClosingTest = z.infer<typeof ClosingTest>;

/** The table that a run closes with, as data. */
export const ClosingTable = z.strictObject({
  kind: z.enum(['progressive', 'multiTask']),
  fewShot: z.int().nonnegative().describe('examples in the few-shot prompt'),
  stages: z.array(
    z.strictObject({
      name: z.string(),
      tests: z.array(ClosingTest),
      retention: z.number().nullable().describe("the stage's own test at the end ÷ right after its own training; null where not defined"),
      accepted: z.boolean(),
    }),
  ),
  controls: z
    .array(
      z.strictObject({
        kind: z.enum(['direct', 'singleTask']),
        name: z.string(),
        control: Estimate,
        tuned: Estimate,
        difference: difference.describe('tuned − control, paired, 95 %'),
      }),
    )
    .describe('the same rows learned otherwise; empty where the spec asks for no control'),
  seconds: z.number(),
  cpuSeconds: z.number().nullable(),
});
export type ClosingTable = z.infer<typeof ClosingTable>;
