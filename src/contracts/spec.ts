import { z } from 'zod';
import { AntiForgettingSpec } from './anti-forgetting.ts';
import { CleaningSpec } from './cleaning-spec.ts';
import { AnswerKind, DatasetSource } from './dataset.ts';
import { ReadingSpec } from './dataset-reading.ts';
import { DuplicatesSpec } from './duplicates-spec.ts';
import { EvaluationSpec } from './evaluation-spec.ts';
import { FormattingSpec } from './formatting.ts';
import { FailedGatePolicy, GatesSpec } from './gates-spec.ts';
import { PiiSpec } from './pii-spec.ts';
import { SplitSpec } from './split-spec.ts';
import { ValidationSpec } from './validation-spec.ts';

const slug = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'expected 1 to 63 of a-z, 0-9, ".", "_", "-", starting with a letter or digit');
const share = z.number().min(0).max(1);
const auto = z.literal('auto');

/** Training settings that a spec may override; whatever is left out is decided in the plan (see docs/spec.md). */
export const TrainingSpec = z.strictObject({
  epochs: z
    .number()
    .positive()
    .max(1000)
    .optional()
    .describe('passes over the train rows; default 3, up to 25 where fewer than 100 updates would come of it'),
  learningRate: z
    .number()
    .positive()
    .max(1)
    .optional()
    .describe(
      'highest rate of the schedule; default by the size of the base model, the number of updates and the stage’s place (docs/training.md)',
    ),
  effectiveBatchSize: z.int().min(1).max(4096).optional().describe('rows an update; default clamp(rows × epochs ÷ 100, 4, 16)'),
  microBatchSize: z
    .int()
    .min(1)
    .max(1024)
    .optional()
    .describe('rows a forward pass, rounded down to a divisor of the effective batch; the rest is accumulated; default at most 8'),
  maxTokens: z.int().min(8).optional().describe('longest row in tokens; default min(2048, context of the base model)'),
  warmupShare: share.optional().describe('share of the updates in which the learning rate rises; default 0.03'),
  weightDecay: z.number().nonnegative().optional().describe('of AdamW; default 0.01'),
  maxGradNorm: z.number().positive().optional().describe('gradients are clipped to this norm; default 1.0'),
  evaluationsPerEpoch: z.int().min(1).max(1000).optional().describe('looks at the validation loss; default 4'),
  earlyStoppingPatience: z.int().min(1).optional().describe('looks without a better validation loss after which training stops; default 3'),
  gradientCheckpointing: z.boolean().optional().describe('computes activations twice to save memory; default: from 1e9 parameters on'),
  quantization: z.enum(['none', 'nf4']).optional().describe('nf4 = QLoRA (CUDA only); default none'),
  lora: z
    .strictObject({
      r: z.int().min(1).max(1024).optional().describe('rank; default 16'),
      alpha: z.number().positive().optional().describe('scale: the update is weighted by alpha ÷ r; default 32'),
      dropout: share.optional().describe('share of the adapter’s inputs left out at random; default 0.1'),
      targetModules: z
        .array(z.string().min(1))
        .min(1)
        .optional()
        .describe(
          'names of modules that get an adapter, each must match one; default q_proj and v_proj, or what the architecture calls them',
        ),
    })
    .optional()
    .describe('the adapter'),
});
export type TrainingSpec = z.infer<typeof TrainingSpec>;

const format = z
  .enum(['chat', 'completion'])
  .default('chat')
  .describe('chat: the base model’s own chat template; completion: prompt and answer joined by a space');

/** What a stage and a task have in common: rows, and how answers to them are judged. */
const taught = {
  dataset: DatasetSource.describe(
    's3:// address, glob, path under the worker’s data roots, a list of these, or ready-made splits (docs/data.md)',
  ),
  answers: z
    .union([auto, AnswerKind])
    .default('auto')
    .describe('how answers are judged; labels: closed set; json: one JSON object; text: anything else; auto: found out from the rows'),
  reading: ReadingSpec.prefault({}).describe('how its files are read, where their content leaves a choice'),
  formatting: FormattingSpec.optional().describe('what is put around its questions; default: the run’s formatting'),
  validation: ValidationSpec.optional().describe('rules for its rows; default: the run’s validation'),
};

export const StageSpec = z.strictObject({
  name: slug.describe('also the name of its test rows'),
  ...taught,
  format,
  replay: share
    .optional()
    .describe(
      'rows of earlier stages mixed in, as a share of this stage’s train rows; equal parts from each; default the run’s antiForgetting.replay',
    ),
  training: TrainingSpec.prefault({}).describe('come before the run’s, field by field'),
  gates: GatesSpec.optional().describe('how this stage is judged; default: the run’s gates'),
  onFailedGate: FailedGatePolicy.optional().describe('what follows when a gate refuses it; default: the run’s policy'),
});
export type StageSpec = z.infer<typeof StageSpec>;

/** Name of the one training of a multi-task run; no task may have it. */
export const allTasks = 'all-tasks';

export const TaskSpec = z.strictObject({
  name: slug
    .refine((name) => name !== allTasks, `"${allTasks}" names the training of all tasks together; give the task another name`)
    .describe('also the name of its test rows, and what a question names to be put to it'),
  prefix: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe('put before the question of each row, byte for byte, in training and ever after; default the name in capitals: "[NAME] "'),
  ...taught,
  gates: GatesSpec.optional().describe('how this task is judged; default: the run’s gates'),
});
export type TaskSpec = z.infer<typeof TaskSpec>;

/** Timeouts and intervals in seconds. The defaults are right for real runs; tests shorten them. */
export const TimingSpec = z.strictObject({
  heartbeatSeconds: z.number().positive().default(5).describe('between two signs of life of a training or an evaluation'),
  heartbeatTimeoutSeconds: z.number().positive().default(30).describe('without a sign of life for this long, a worker counts as dead'),
  checkpointSeconds: z.number().positive().default(60).describe('between two checkpoints: what a crash costs at most'),
  startStallSeconds: z.number().positive().default(180).describe('a trainer silent for this long before its first step is replaced'),
  stallSeconds: z.number().positive().default(300).describe('the same later, or 20 × the median step if that is longer'),
});
export type TimingSpec = z.infer<typeof TimingSpec>;

/** What both kinds of run take. */
const runFields = {
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
    .default(0)
    .describe('every random choice follows from it'),
  training: TrainingSpec.prefault({}).describe('of every training; a stage’s own comes before it'),
  gates: GatesSpec.prefault({}).describe('for stages and tasks without gates of their own (docs/gates.md)'),
  onFailedGate: FailedGatePolicy.prefault({}).describe('for stages without a policy of their own'),
  split: SplitSpec,
  cleaning: CleaningSpec.prefault({}).describe('of all texts, before anything is looked for in them (docs/data-cleaning.md)'),
  pii: PiiSpec.prefault({}).describe('personal data and secrets (docs/pii.md)'),
  formatting: FormattingSpec.prefault({}).describe('what is put around the questions of every stage or task without formatting of its own'),
  validation: ValidationSpec.prefault({}).describe(
    'rules for rows of every stage or task without rules of its own (docs/data-validation.md)',
  ),
  duplicates: DuplicatesSpec.prefault({}).describe(
    'equal, nearly equal and contradicting rows, and test rows in training data (docs/duplicates.md)',
  ),
  evaluation: EvaluationSpec.prefault({}).describe('how models are asked, and what is measured beside the metrics of each test'),
  compute: z
    .strictObject({
      dtype: z
        .enum(['auto', 'float32', 'bfloat16', 'float16'])
        .default('auto')
        .describe('of the base’s weights; auto: bfloat16 where the hardware computes it, else float32'),
      threads: z.union([auto, z.int().positive()]).default('auto').describe('of the processor; auto: all'),
    })
    .prefault({})
    .describe('arithmetic of trainings and evaluations, settled in the plan'),
  timing: TimingSpec.prefault({}).describe('in seconds'),
  fresh: z.boolean().default(false).describe('true: do every step again, even where the store holds its result'),
};

/** What a caller writes to start `progressiveFineTune`. Only `stages` must be given. */
export const ProgressiveSpec = z.strictObject({
  ...runFields,
  stages: z
    .array(StageSpec)
    .min(1)
    .max(50)
    .superRefine((stages, context) => refuseRepeated('name', stages, 'stage', context))
    .describe('in order; each starts from the last accepted one'),
  antiForgetting: AntiForgettingSpec.prefault({}).describe('what keeps a stage from unlearning the earlier ones (docs/training.md)'),
  control: z
    .enum(['none', 'direct'])
    .default('none')
    .describe('direct: also train the last stage from the base with the same rows and steps, and report what the earlier stages gained'),
});
/** The spec with defaults filled in. */
export type ProgressiveSpec = z.infer<typeof ProgressiveSpec>;
/** What a caller writes. */
export type ProgressiveSpecInput = z.input<typeof ProgressiveSpec>;

/** What a caller writes to start `multiTaskFineTune`. Only `tasks` must be given. */
export const MultiTaskSpec = z.strictObject({
  ...runFields,
  tasks: z
    .array(TaskSpec)
    .min(2)
    .max(50)
    .superRefine((tasks, context) => {
      refuseRepeated('name', tasks, 'task', context);
      refuseRepeated(
        'prefix',
        tasks.map(({ name, prefix }) => ({ prefix: prefix ?? defaultPrefix(name) })),
        'task',
        context,
      );
    })
    .describe('trained together, each behind its prefix'),
  format,
  mixing: z
    .strictObject({
      temperature: z
        .number()
        .min(1)
        .max(100)
        .default(2)
        .describe('rows of a task in an epoch ∝ its rows^(1 ÷ temperature): 1 = as they come, large = as many of each'),
    })
    .prefault({})
    .describe('how much of each task stands in an epoch, which has as many rows as all tasks together'),
  control: z
    .enum(['none', 'singleTask'])
    .default('none')
    .describe('singleTask: also train each task alone with the same rows and steps, and report what the other tasks gained or cost it'),
});
/** The spec with defaults filled in. */
export type MultiTaskSpec = z.infer<typeof MultiTaskSpec>;
/** What a caller writes. */
export type MultiTaskSpecInput = z.input<typeof MultiTaskSpec>;

/** Either kind of run, told apart by `stages` or `tasks`. */
export type RunSpec = ProgressiveSpec | MultiTaskSpec;
export type RunSpecInput = ProgressiveSpecInput | MultiTaskSpecInput;

/** What stands before a task's questions where its spec names nothing else: "[REVIEW-CARD] ". */
export function defaultPrefix(task: string): string {
  return `[${task.toUpperCase()}] `;
}

function refuseRepeated<Field extends string>(
  field: Field,
  items: readonly Record<Field, string>[],
  what: 'stage' | 'task',
  context: z.RefinementCtx,
): void {
  items.forEach((item, index) => {
    const first = items.findIndex((other) => other[field] === item[field]);
    if (first === index) return;
    const message = `${JSON.stringify(item[field])} is the ${field} of ${what} ${first + 1} already; give every ${what} its own ${field}`;
    context.addIssue({ code: 'custom', path: [index, field], message });
  });
}
