import { z } from 'zod';
import { BehaviourReport } from './behaviour-report.ts';
import { RowsRef } from './blob.ts';
import { RowCounts, DatasetStatistics } from './dataset.ts';
import { TestScores } from './evaluation-report.ts';
import { GeneralReport } from './general-report.ts';
import { JudgeSummary } from './judge.ts';
import { OverallScore } from './overall-score.ts';
import { Plan, PreparationRules } from './plan.ts';
import { ReviewResults } from './review.ts';
import { ControlOutcome, StageOutcome } from './run.ts';
import { RunCost } from './run-cost.ts';
import { ServedModel } from './serving-report.ts';
import { Curves } from './training.ts';

const { evaluation } = Plan.shape;

/** The plan of a run; older ones do not name what was not measured then. */
const ReportedPlan = Plan.extend({
  preparation: PreparationRules.optional(),
  against: Plan.shape.against.default([]),
  tokenizer: Plan.shape.tokenizer.default(null),
  lengths: z.unknown().optional().describe('of older plans: now part of preparation.validation'),
  evaluation: evaluation.extend({
    slices: evaluation.shape.slices.default([]),
    general: evaluation.shape.general.default({ itemsPerCapability: 0 }),
    robustness: evaluation.shape.robustness.default(null),
    fairness: evaluation.shape.fairness.default(null),
    latency: evaluation.shape.latency.default(null),
  }),
});

/** A row that was left out. */
export const DroppedRow = z.strictObject({ file: z.string(), line: z.int(), rule: z.string(), reason: z.string() });
export type DroppedRow = z.infer<typeof DroppedRow>;

/** report.json: everything a report shows, as measured. Markdown and HTML are drawn from it and from nothing else. */
export const RunReport = z.strictObject({
  format: z.literal(1),
  outcome: z.enum(['completed', 'rejected']),
  runId: z.string(),
  workflowId: z.string(),
  startedAt: z.string(),
  finishedAt: z.string(),
  plan: ReportedPlan,
  modelVersion: z.int().nullable(),
  data: z.array(
    z.strictObject({
      stage: z.string(),
      counts: RowCounts,
      statistics: DatasetStatistics,
      splits: z.strictObject({ train: z.int(), validation: z.int(), test: z.int() }),
      leaks: z.int(),
      testRows: RowsRef.optional().describe('the test rows themselves, for whoever looks at single answers; older reports lack it'),
      labels: z.array(z.string()).nullable().optional().describe('the closed set of answers that predictions of labels are parallel to'),
      /** At most 50 dropped rows; the whole list stands in the store. */
      dropped: z.array(DroppedRow),
      droppedKeys: z.array(z.string()),
    }),
  ),
  baseline: z.array(TestScores).describe('base on every test set, zero-shot and few-shot'),
  general: GeneralReport.nullable().default(null).describe('base on the general suite; null: not measured'),
  stages: z.array(StageOutcome),
  behaviour: z
    .array(z.strictObject({ stage: z.string(), report: BehaviourReport }))
    .default([])
    .describe('robustness, slices and fairness of each stage on its own test rows'),
  curves: z.record(z.string(), Curves).describe('"<stage>/<attempt>" → curves'),
  /** after the last accepted stage ÷ right after its own training, a stage; null where not defined. */
  retention: z
    .array(z.strictObject({ after: z.string(), test: z.string(), score: z.number(), retention: z.number().nullable() }))
    .describe('the matrix: score on `test` after stage `after`'),
  transfer: z
    .strictObject({
      tests: z.int().positive().describe('of accepted stages or tasks'),
      meanScore: z.number().nullable().describe('mean of their primary metrics at the end; null where one was not measured'),
      backwardTransfer: z.number().nullable().describe('mean of score at the end − score right after own training; null of one stage'),
    })
    .nullable()
    .default(null)
    .describe('all accepted stages together; null where none was accepted'),
  latency: z.array(ServedModel).default([]).describe('base and tuned model under load; empty: not asked for'),
  cost: RunCost.nullable().default(null).describe('of answers and training; null: not asked for'),
  overall: OverallScore.nullable().default(null).describe('decides nothing; null: in reports from before there was one'),
  controls: z.array(ControlOutcome).describe('the same rows learned otherwise: what the earlier stages, or the other tasks, gained'),
  samples: z
    .array(z.strictObject({ stage: z.string(), prompt: z.string(), reference: z.string(), base: z.string(), tuned: z.string() }))
    .describe('a handful of test answers, base beside tuned'),
  /** How often the test rows of a stage were looked at by a scored model after training. */
  testLooks: z.record(z.string(), z.int()),
  goodput: z
    .array(z.strictObject({ what: z.string(), seconds: z.number() }))
    .describe('where the wall time went; the parts add up to the run'),
  interruptions: z.strictObject({ count: z.int(), stepsDoneAgain: z.int(), bitExact: z.boolean() }),
  warnings: z.array(z.string()),
  review: ReviewResults.optional().describe('people’s ratings, as far as they had come when the report was read; not in the stored report'),
  judge: JudgeSummary.optional().describe('the same of a judge’s verdicts'),
});
export type RunReport = z.infer<typeof RunReport>;
