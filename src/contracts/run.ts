import { z } from 'zod';
import { BehaviourSummary } from './behaviour-report.ts';
import { FilesRef } from './blob.ts';
import { GateResult } from './gate.ts';
import { Comparison, TestScores } from './evaluation-report.ts';
import { GeneralReport } from './general-report.ts';
import { StageTraining, TrainingJob } from './training.ts';

/** Where a run is. Shown in the search attribute AnnealStatus. */
export const RunStatus = z.enum([
  'planning',
  'preparing',
  'baseline',
  'training',
  'evaluating',
  'paused',
  'waiting',
  'publishing',
  'completed',
  'rejected',
  'cancelled',
  'failed',
]);
export type RunStatus = z.infer<typeof RunStatus>;

/** What a person may decide about a stage whose gate asks. */
export const StageDecision = z.strictObject({ stage: z.string(), decision: z.enum(['accept', 'rollback', 'retry', 'stop']) });
export type StageDecision = z.infer<typeof StageDecision>;

/** One try at a stage. */
export const StageAttempt = z.strictObject({
  attempt: z.int().positive(),
  learningRate: z.number(),
  replay: z.number(),
  job: TrainingJob.omit({ start: true, stage: true }),
  training: StageTraining,
  /** Judged on validation rows; the test rows are scored once a stage, after its last attempt. */
  validation: z.array(TestScores),
  general: GeneralReport.nullable().default(null).describe('null: not measured'),
  gates: z.array(GateResult),
});
export type StageAttempt = z.infer<typeof StageAttempt>;

export const StageOutcome = z.strictObject({
  name: z.string(),
  /** The tests that the stage trained for: its own, or in a multi-task run those of all tasks. */
  teaches: z.array(z.string()).min(1),
  accepted: z.boolean(),
  attempts: z.array(StageAttempt),
  /** Scores on the test rows of this stage, then of all earlier ones, after the last attempt. */
  tests: z.array(TestScores),
  /** Of the same rows: against base and base with examples; of own rows also against the model that the stage started from. */
  comparisons: z.array(z.strictObject({ test: z.string(), comparison: Comparison })),
  behaviour: z.array(BehaviourSummary).default([]).describe('on own test rows; empty: not measured'),
  gates: z.array(GateResult),
  decidedBy: z.enum(['gates', 'person']),
  adapter: FilesRef.nullable().describe('null when the stage was not accepted'),
});
export type StageOutcome = z.infer<typeof StageOutcome>;

/** A model trained otherwise for comparison, on the rows of one test. It is measured and kept, never registered. */
export const ControlOutcome = z.strictObject({
  kind: z.enum(['direct', 'singleTask']),
  test: z.string(),
  training: StageTraining,
  scores: TestScores,
  /** before = the control, after = the run's model. */
  comparison: Comparison,
});
export type ControlOutcome = z.infer<typeof ControlOutcome>;

/** Where the data report of a run stands in the store. */
export const DataReportKeys = z.strictObject({ json: z.string(), html: z.string() });
export type DataReportKeys = z.infer<typeof DataReportKeys>;

/** Result of a run's workflow. */
export const RunResult = z.strictObject({
  outcome: z.enum(['completed', 'rejected']),
  name: z.string(),
  planHash: z.string(),
  modelVersion: z.int().nullable().describe('null when no stage was accepted'),
  stages: z.array(z.strictObject({ name: z.string(), accepted: z.boolean(), attempts: z.int(), reason: z.string() })),
  report: z.strictObject({ json: z.string(), markdown: z.string(), html: z.string() }).describe('keys in the store'),
  dataReport: DataReportKeys.optional().describe('keys in the store; missing in results from before there was one'),
});
export type RunResult = z.infer<typeof RunResult>;

/** What the query `progress` tells. */
export const RunProgress = z.strictObject({
  status: RunStatus,
  stage: z.string().nullable(),
  stages: z.array(
    z.strictObject({ name: z.string(), state: z.enum(['waiting', 'running', 'accepted', 'rejected', 'skipped']), note: z.string() }),
  ),
  paused: z.boolean(),
  waitingFor: z.string().nullable().describe('the stage whose decision is awaited'),
  planHash: z.string().nullable(),
  card: z.string().describe('the run card, Markdown'),
});
export type RunProgress = z.infer<typeof RunProgress>;
