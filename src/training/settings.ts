import type { TrainingSpec } from '../contracts/spec.ts';
import type { BaseFacts, TrainSettings } from '../contracts/trainer-protocol.ts';
import type { Compute } from '../contracts/compute.ts';
import { maxTokens } from '../policy/max-tokens.ts';
import { automaticLearningRate } from './learning-rate.ts';
import { targetModules } from './target-modules.ts';

export interface SettingsRequest {
  /** Rows to train on, replayed ones with them. */
  rows: number;
  /** What the spec says, stage over run. */
  training: TrainingSpec;
  baseFacts: Omit<BaseFacts, 'folder' | 'hash'>;
  compute: Compute;
  format: 'chat' | 'completion';
  /** From 0. */
  stageIndex: number;
  seed: number;
  /** Below 1 when a stage is tried again after a failed gate. */
  learningRateFactor: number;
  /** Factor on the automatic rate of every stage but the first; absent: its default in the spec. */
  learningRateDecay?: number | undefined;
  /** Of elastic weight consolidation; null or absent = none. */
  ewcStrength?: number | null;
}

export interface ResolvedSettings {
  settings: TrainSettings;
  microBatchSize: number;
  /** Optimizer steps, if training does not stop early. */
  updates: number;
}

const defaultEpochs = 3;
/** Fewer updates teach a small model next to nothing, however right the rows are. */
const leastUpdates = 100;
/** Reading a row more often teaches its wording, not its task. With few rows this cap wins over `leastUpdates`. */
const mostEpochs = 25;
/** Rows in one forward pass. Small models are fastest with the whole batch in one pass; more than 8 costs memory for no speed on a CPU. */
const largestMicroBatch = 8;
/** From this size on, activations of a batch no longer fit beside the weights on common GPUs. */
const checkpointingParameters = 1e9;

/**
 * Every setting of a training: what the spec leaves out is decided here, from the number of rows and the base model.
 * @throws BackendRefused when the base model has no module to adapt
 */
export function resolveTrainSettings(request: SettingsRequest): ResolvedSettings {
  const { training, baseFacts, compute, format, seed, ewcStrength = null } = request;
  const { epochs, effectiveBatchSize, updates } = resolveSchedule(request.rows, training);
  const learningRate =
    training.learningRate ?? automaticLearningRate(baseFacts.parameters, updates, request.stageIndex, request.learningRateDecay);
  const settings: TrainSettings = {
    seed,
    epochs,
    learningRate: Number((learningRate * request.learningRateFactor).toPrecision(6)),
    effectiveBatchSize,
    maxTokens: maxTokens(training, baseFacts),
    warmupShare: training.warmupShare ?? 0.03,
    weightDecay: training.weightDecay ?? 0.01,
    maxGradNorm: training.maxGradNorm ?? 1,
    evaluationsPerEpoch: training.evaluationsPerEpoch ?? 4,
    earlyStoppingPatience: training.earlyStoppingPatience ?? 3,
    format,
    dtype: compute.dtype,
    gradientCheckpointing: training.gradientCheckpointing ?? baseFacts.parameters >= checkpointingParameters,
    quantization: training.quantization ?? 'none',
    lora: {
      r: training.lora?.r ?? 16,
      alpha: training.lora?.alpha ?? 32,
      dropout: training.lora?.dropout ?? 0.1,
      targetModules: targetModules(training.lora?.targetModules, baseFacts),
    },
    ...(ewcStrength !== null && { ewc: { strength: ewcStrength } }),
  };
  return { settings, microBatchSize: largestDivisor(effectiveBatchSize, training.microBatchSize ?? largestMicroBatch), updates };
}

/** Epochs, rows an update, and the number of updates: the rows of all epochs one after the other, cut into batches. */
export function resolveSchedule(
  rows: number,
  training: Pick<TrainingSpec, 'epochs' | 'effectiveBatchSize'>,
): { epochs: number; effectiveBatchSize: number; updates: number } {
  const effectiveBatchSize = training.effectiveBatchSize ?? automaticBatch(rows, training.epochs ?? defaultEpochs);
  const needed = roundUp((leastUpdates * effectiveBatchSize) / Math.max(1, rows), 2);
  const epochs = training.epochs ?? Math.min(mostEpochs, Math.max(defaultEpochs, needed));
  return { epochs, effectiveBatchSize, updates: Math.max(1, Math.ceil(roundUp(rows * epochs, 0) / effectiveBatchSize)) };
}

/** Upwards to so many decimals; what floating point adds beyond six is not counted. */
function roundUp(value: number, decimals: number): number {
  return Math.ceil(Number((value * 10 ** decimals).toFixed(6))) / 10 ** decimals;
}

/** clamp(rows × epochs ÷ 100, 4, 16), rounded down; even above 8, so that it divides into forward passes of several rows. */
function automaticBatch(rows: number, epochs: number): number {
  const batch = Math.min(16, Math.max(4, Math.floor((rows * epochs) / leastUpdates)));
  return batch > largestMicroBatch ? batch - (batch % 2) : batch;
}

function largestDivisor(number: number, atMost: number): number {
  let divisor = Math.min(number, atMost);
  while (number % divisor !== 0) divisor -= 1;
  return divisor;
}
