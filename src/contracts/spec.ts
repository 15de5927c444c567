import { z } from 'zod';
import { AnswerKind, DatasetSource } from './dataset.ts';

const slug = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'expected 1 to 63 of a-z, 0-9, ".", "_", "-", starting with a letter or digit');
const share = z.number().min(0).max(1);
const auto = z.literal('auto');

/** Training settings that a spec may override; whatever is left out is decided in the plan (see docs/spec.md). */
export const TrainingSpec = z.strictObject({
  epochs: z.number().positive().max(1000).optional().describe('default 3, more where fewer than 100 updates would come of it'),
  learningRate: z.number().positive().max(1).optional().describe('default by model size and number of updates'),
  effectiveBatchSize: z.int().min(1).max(4096).optional().describe('rows an update; default clamp(rows × epochs ÷ 100, 4, 16)'),
  microBatchSize: z.int().min(1).max(1024).optional().describe('rows a forward pass; the rest of the batch is accumulated'),
  maxTokens: z.int().min(8).optional().describe('longest row in tokens; default min(2048, context of the base model)'),
  warmupShare: share.optional().describe('default 0.03'),
  weightDecay: z.number().nonnegative().optional().describe('default 0.01'),
  maxGradNorm: z.number().positive().optional().describe('default 1.0'),
  evaluationsPerEpoch: z.int().min(1).max(1000).optional().describe('default 4'),
  earlyStoppingPatience: z.int().min(1).optional().describe('default 3'),
  gradientCheckpointing: z.boolean().optional().describe('default: only where memory asks for it'),
  quantization: z.enum(['none', 'nf4']).optional().describe('nf4 = QLoRA (CUDA only); default none'),
  lora: z
    .strictObject({
      r: z.int().min(1).max(1024).optional().describe('default 16'),
      alpha: z.number().positive().optional().describe('default 32'),
      dropout: share.optional().describe('default 0.1'),
      targetModules: z
        .array(z.string().min(1))
        .min(1)
        .optional()
        .describe('default q_proj and v_proj, or what the architecture calls them'),
    })
    .optional(),
});
export type TrainingSpec = z.infer<typeof TrainingSpec>;

const onInconclusive = z.enum(['accept-if-estimate-passes', 'accept', 'reject', 'ask']);

export const GatesSpec = z.strictObject({
  retention: z
    .strictObject({
      minimum: share.default(0.9).describe('share of an earlier stage that must be left'),
      onInconclusive: onInconclusive.default('accept-if-estimate-passes'),
    })
    .prefault({}),
  quality: z
    .strictObject({
      notWorseThanStartBy: share.default(0).describe('margin of the primary metric against the model that the stage started from'),
      minimum: share.nullable().default(null).describe('least value of the primary metric on the stage’s own rows; null = none'),
      onInconclusive: onInconclusive.default('accept-if-estimate-passes'),
    })
    .prefault({}),
});
export type GatesSpec = z.infer<typeof GatesSpec>;

export const FailedGatePolicy = z.strictObject({
  retry: z
    .strictObject({
      max: z.int().min(0).max(10).default(2),
      learningRateFactor: z.number().positive().max(1).default(0.5),
      replayFactor: z.number().min(1).default(2),
      minimumReplay: share.default(0.2),
    })
    .prefault({}),
  // oxlint-disable-next-line unicorn/no-thenable -- reads as the policy does ("retry, then roll back"); its value is a string
  then: z.enum(['rollback', 'stop', 'ask']).default('stop'),
});
export type FailedGatePolicy = z.infer<typeof FailedGatePolicy>;

export const StageSpec = z.strictObject({
  name: slug,
  dataset: DatasetSource,
  answers: z.union([auto, AnswerKind]).default('auto').describe('labels: closed set; json: one JSON object; text: anything else'),
  format: z.enum(['chat', 'completion']).default('chat'),
  replay: share.default(0.1).describe('rows of earlier stages mixed in, as a share of this stage’s rows; equal parts from each'),
  training: TrainingSpec.prefault({}),
  gates: GatesSpec.optional().describe('default: the run’s gates'),
  onFailedGate: FailedGatePolicy.optional().describe('default: the run’s policy'),
});
export type StageSpec = z.infer<typeof StageSpec>;

/** Timeouts and intervals in seconds. The defaults are right for real runs; tests shorten them. */
export const TimingSpec = z.strictObject({
  heartbeatSeconds: z.number().positive().default(5),
  heartbeatTimeoutSeconds: z.number().positive().default(30),
  checkpointSeconds: z.number().positive().default(60),
  startStallSeconds: z.number().positive().default(180).describe('a trainer silent for this long before its first step is replaced'),
  stallSeconds: z.number().positive().default(300).describe('the same later, or 20 × the median step if that is longer'),
});
export type TimingSpec = z.infer<typeof TimingSpec>;

/** What a caller writes to start `progressiveFineTune`. Only `stages` must be given. */
export const ProgressiveSpec = z.strictObject({
  name: slug.optional().describe('name of the model; default: the workflow id'),
  baseModel: z
    .string()
    .min(1)
    .optional()
    .describe('catalogue name, s3:// prefix or folder under the worker’s model roots; default: the worker’s defaultBaseModel'),
  seed: z
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .default(0),
  stages: z
    .array(StageSpec)
    .min(1)
    .max(50)
    .superRefine((stages, context) => {
      stages.forEach((stage, index) => {
        const first = stages.findIndex((other) => other.name === stage.name);
        if (first !== index)
          context.addIssue({
            code: 'custom',
            path: [index, 'name'],
            message: `"${stage.name}" names stage ${first + 1} already; give every stage its own name`,
          });
      });
    }),
  training: TrainingSpec.prefault({}).describe('for all stages; a stage’s own training comes before it'),
  gates: GatesSpec.prefault({}),
  onFailedGate: FailedGatePolicy.prefault({}),
  split: z
    .strictObject({
      train: share.default(0.8),
      validation: share.default(0.1),
      test: share.default(0.1),
      salt: z.string().min(1).optional().describe('default anneal/<name>'),
    })
    .prefault({})
    .refine((split) => Math.abs(split.train + split.validation + split.test - 1) < 1e-9, 'train, validation and test must add up to 1'),
  lengths: z
    .strictObject({
      minimumPromptWords: z.int().nonnegative().default(5).describe('for text answers only'),
      minimumAnswerWords: z.int().nonnegative().default(10).describe('for text answers only'),
      maximumPromptWords: z.int().positive().default(1000),
    })
    .prefault({}),
  evaluation: z
    .strictObject({
      fewShot: z.int().min(0).max(16).default(4).describe('examples in the few-shot prompt that the base is compared with; 0 = none'),
      maxNewTokens: z.int().min(1).optional().describe('default: 1.5 × the longest answer of the stage'),
      batchSize: z.int().min(1).max(256).default(16),
    })
    .prefault({}),
  compute: z
    .strictObject({
      dtype: z.enum(['auto', 'float32', 'bfloat16', 'float16']).default('auto'),
      threads: z.union([auto, z.int().positive()]).default('auto'),
    })
    .prefault({}),
  timing: TimingSpec.prefault({}),
  fresh: z.boolean().default(false).describe('true: do every step again, even where the store holds its result'),
});
/** The spec with defaults filled in. */
export type ProgressiveSpec = z.infer<typeof ProgressiveSpec>;
/** What a caller writes. */
export type ProgressiveSpecInput = z.input<typeof ProgressiveSpec>;
