/**
 * The typed client: start, follow, decide and collect runs from another program.
 *
 * ```ts
 * import { connectAnneal } from 'anneal/client';
 * const anneal = await connectAnneal();
 * const run = await anneal.start({ stages: [{ name: 'support', dataset: 's3://data/support.jsonl' }] }, { runKey: 'nightly-2026-11-23' });
 * const result = await anneal.wait(run.workflowId);
 * ```
 */
export { connectAnneal, type Anneal, type ConnectOptions } from './client/anneal.ts';
export { type RunHandle, type StartOptions } from './client/start-run.ts';
export { type RunDescription, type RunListing } from './client/describe-run.ts';
export { type RunWatch } from './client/watch-run.ts';
export { RunEnded } from './client/describe-run.ts';
export type { Answer, AskOptions } from './client/ask-run.ts';
export {
  measureLatency,
  type LatencyLimits,
  type LatencyMeasurement,
  type LatencyOptions,
  type LoadLevel,
  type LoadProgress,
} from './client/measure-latency.ts';
export type { TestQuestions } from './client/test-questions.ts';
export type { JudgeOptions } from './client/judge-run.ts';
export type { ReviewOptions, ServedReview } from './client/review-run.ts';
export type { FetchedModel } from './client/get-model.ts';
export type { RerunOptions } from './client/rerun.ts';
export type { CreatedSchedule, ScheduleOptions } from './client/create-schedule.ts';
export type { ScheduledRun, ScheduleDescription, ScheduleListing } from './client/describe-schedule.ts';
export type { Schedules } from './client/schedules.ts';
export type { ScheduleTimes } from './client/schedule-times.ts';
export type { DataReport } from './contracts/data-report.ts';
export type { DomainCleaner, DomainCleanedRow, DomainRow } from './contracts/domain-cleaner.ts';
export { AnnealFailure, type FailureName } from './contracts/failure.ts';
export type { JudgeSummary } from './contracts/judge.ts';
export type { OwnMetric, OwnMetricItem } from './contracts/own-metric.ts';
export type { Plan } from './contracts/plan.ts';
export type { RunReport } from './contracts/report.ts';
export type { ReviewResults } from './contracts/review.ts';
export type { ExportedRating } from './evaluation/review/export.ts';
export type { RunProgress, RunResult, StageDecision } from './contracts/run.ts';
export type { MultiTaskSpecInput, ProgressiveSpecInput, RunSpecInput } from './contracts/spec.ts';
export type { Progress } from './contracts/training.ts';
