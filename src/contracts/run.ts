import { z } from 'zod';
import { FilesRef } from './blob.ts';
import { GateResult } from './gate.ts';
import { Comparison, TestScores } from './evaluation-report.ts';
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
  gates: z.array(GateResult),
});
export type StageAttempt = z.infer<typeof StageAttempt>;

export const StageOutcome = z.strictObject({
  name: z.string(),
  accepted: z.boolean(),
  attempts: z.array(StageAttempt),
  /** Scores on the test rows of this stage and of all earlier ones, after the last attempt. */
  tests: z.array(TestScores),
  /** Of the stage's own rows: against base, base with examples, and the model the stage started from. */
  comparisons: z.array(Comparison),
  /** Of the earlier stages' rows: against base, and base with examples. */
  earlierComparisons: z.array(z.strictObject({ test: z.string(), comparison: Comparison })).default([]),
  gates: z.array(GateResult),
  decidedBy: z.enum(['gates', 'person']),
  adapter: FilesRef.nullable().describe('null when the stage was not accepted'),
});
export type StageOutcome = z.infer<typeof StageOutcome>;

/** Result of a run's workflow. */
export const RunResult = z.strictObject({
  outcome: z.enum(['completed', 'rejected']),
  name: z.string(),
  planHash: z.string(),
  modelVersion: z.int().nullable().describe('null when no stage was accepted'),
  stages: z.array(z.strictObject({ name: z.string(), accepted: z.boolean(), attempts: z.int(), reason: z.string() })),
  report: z.strictObject({ json: z.string(), markdown: z.string(), html: z.string() }).describe('keys in the store'),
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
