import { z } from 'zod';
import { Environment } from './compute.ts';

const path = z.string().min(1);

/** What elastic weight consolidation came to. */
export const HeldWeights = z.strictObject({
  rows: z.int().positive().describe('of earlier stages, on which the Fisher information was measured'),
  bytes: z.int().positive().describe('memory it took while training'),
  penalty: z.number().nullable().describe('of the last step; null where none was done'),
});
export type HeldWeights = z.infer<typeof HeldWeights>;

/** What a training came to, as the trainer tells it. */
export const TrainResult = z.strictObject({
  /** true: stopped by `stop`, SIGTERM or a closed input before its last step, after a checkpoint. */
  interrupted: z.boolean(),
  adapter: path.nullable().describe('folder of the best adapter by validation loss; null when interrupted'),
  curves: path.describe(
    'JSON file {train: [{step, loss, penalty?}], validation: [{step, loss, best}]} from the first step on, over all attempts',
  ),
  steps: z.int().nonnegative(),
  totalSteps: z.int().positive(),
  bestStep: z.int().nonnegative().nullable(),
  bestValidationLoss: z.number().nullable(),
  trainLoss: z.number().nullable(),
  earlyStopped: z.boolean(),
  trainTokens: z.int().nonnegative().describe('answer and prompt tokens seen, all epochs, by this and earlier attempts'),
  trainableParameters: z.int().positive(),
  /** Largest absolute difference of next-token logits between base and adapter on the canary prompts; 0 is an error. */
  canaryDifference: z.number().nullable(),
  seconds: z.number().nonnegative().describe('wall time of this attempt'),
  bitExact: z.boolean().describe('false when an attempt went on in another environment'),
  tooLong: path.nullable().describe('JSON lines {id, tokens} of the train rows that were left out as longer than maxTokens; null = none'),
  ewc: HeldWeights.optional().describe('absent = nothing was held'),
  environment: Environment,
});
export type TrainResult = z.infer<typeof TrainResult>;
