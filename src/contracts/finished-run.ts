import { z } from 'zod';
import { Sha256 } from './blob.ts';
import { DatasetSplits, DeduplicatedDataset } from './dataset.ts';
import { TestScores } from './evaluation-report.ts';
import { GeneralReport } from './general-report.ts';
import { ModelRef } from './model.ts';
import { Plan } from './plan.ts';
import { ControlOutcome, StageOutcome } from './run.ts';
import { ServedModel } from './serving-report.ts';

/** All that a run's workflow knows at its end. It travels through the store: the outcomes of many stages are no argument for a history. */
export const FinishedRun = z.strictObject({
  runId: z.string(),
  workflowId: z.string(),
  startedAt: z.string(),
  finishedAt: z.string(),
  outcome: z.enum(['completed', 'rejected']),
  plan: Plan,
  data: z.array(z.strictObject({ stage: z.string(), dataset: DeduplicatedDataset, splits: DatasetSplits })),
  ledger: Sha256.describe('of the split over all stages'),
  baseline: z.array(TestScores),
  general: GeneralReport.nullable(),
  latency: z.array(ServedModel),
  stages: z.array(StageOutcome),
  controls: z.array(ControlOutcome),
  model: ModelRef,
  testLooks: z.record(z.string(), z.int()).describe('by test: how often it was scored'),
  goodput: z.array(z.strictObject({ what: z.string(), seconds: z.number() })),
});
export type FinishedRun = z.infer<typeof FinishedRun>;
