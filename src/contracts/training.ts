import { z } from 'zod';
import { BlobRef, FilesRef, RowsRef } from './blob.ts';
import { ModelRef } from './model.ts';
import { HeldWeights } from './train-result.ts';
import { TrainSettings } from './trainer-protocol.ts';
import { Environment } from './compute.ts';

/** One training, whole: what `uploadDataset` hands to a backend. */
export const TrainingJob = z.strictObject({
  trainKey: z.string().describe('hash of base, start adapter, data and settings: what is trained on what'),
  stage: z.string(),
  attempt: z.int().positive().describe('1 = first; more = retries after a failed gate'),
  start: ModelRef,
  train: RowsRef,
  validation: RowsRef,
  earlier: RowsRef.optional().describe('rows of earlier stages that elastic weight consolidation measures by; absent = none'),
  replayedRows: z.int().nonnegative(),
  updates: z.int().positive(),
  settings: TrainSettings,
  microBatchSize: z.int().positive(),
});
export type TrainingJob = z.infer<typeof TrainingJob>;

/** A train row that was left out because an answer is never cut. */
export const TooLongRow = z.strictObject({ id: z.string(), tokens: z.int().positive().describe('prompt and answer') });
export type TooLongRow = z.infer<typeof TooLongRow>;

/** Validation loss above train loss at one step, in nats a token. */
export const LossGap = z.strictObject({
  step: z.int(),
  train: z.number().describe('smoothed'),
  validation: z.number(),
  gap: z.number().describe('validation − train'),
  ratio: z.number().nullable().describe('validation ÷ train; null where the train loss is 0, or too near to it'),
});
export type LossGap = z.infer<typeof LossGap>;

/** Whether a training learned its rows by heart. */
export const Fit = z.strictObject({
  kept: LossGap.describe('at the step with the least validation loss, whose adapter is kept'),
  end: LossGap.describe('at the last look'),
  evaluations: z.int().positive(),
  rising: z.boolean().describe('validation loss ended more than 5 % above its best while train loss went on falling'),
});
export type Fit = z.infer<typeof Fit>;

/** What a training came to. */
export const StageTraining = z.strictObject({
  trainKey: z.string(),
  adapter: FilesRef,
  /** The last checkpoint: what "byte-equal" is said of. */
  checkpoint: z.strictObject({ step: z.int(), manifest: z.string().describe('key of the manifest in the store') }),
  steps: z.int(),
  totalSteps: z.int(),
  bestStep: z.int().nullable(),
  bestValidationLoss: z.number().nullable(),
  trainLoss: z.number().nullable(),
  earlyStopped: z.boolean(),
  fit: Fit.nullable().default(null).describe('null where no validation loss was measured'),
  trainTokens: z.int(),
  trainableParameters: z.int(),
  canaryDifference: z.number().nullable(),
  seconds: z.number().describe('time with a trainer at work, all attempts'),
  lostSteps: z.int().describe('steps done again after interruptions'),
  interruptions: z.int(),
  bitExact: z.boolean(),
  environment: Environment,
  ewc: HeldWeights.optional().describe('of elastic weight consolidation; absent = nothing was held'),
  curves: BlobRef.describe('JSON: {train: [{step, loss, penalty?}], validation: [{step, loss, best}]}'),
  tooLong: RowsRef.optional().describe(
    'train rows of more tokens than maxTokens, which were left out: JSON lines {id, tokens}; absent = none',
  ),
  warnings: z.array(z.string()),
});
export type StageTraining = z.infer<typeof StageTraining>;

/** Heartbeat details of a training or an evaluation: what `--watch` shows. */
export const Progress = z.strictObject({
  doing: z.enum(['waiting for the device', 'loading', 'training', 'evaluating', 'saving', 'uploading', 'answering', 'scoring']),
  stage: z.string(),
  step: z.int(),
  totalSteps: z.int(),
  loss: z.number().nullable(),
  tokensPerSecond: z.number().nullable(),
  etaSeconds: z.number().nullable(),
  checkpoint: z.int().nullable().describe('newest step that is safe in the store'),
  trainerPid: z.int().nullable(),
});
export type Progress = z.infer<typeof Progress>;

export const Curves = z.strictObject({
  train: z.array(
    z.strictObject({
      step: z.int(),
      loss: z.number().describe('of the rows alone'),
      penalty: z.number().optional().describe('of elastic weight consolidation'),
    }),
  ),
  validation: z.array(z.strictObject({ step: z.int(), loss: z.number(), best: z.boolean() })),
});
export type Curves = z.infer<typeof Curves>;
