import { z } from 'zod';
import { EwcSpec } from './anti-forgetting.ts';
import { FilesRef } from './blob.ts';
import { CleaningSpec } from './cleaning-spec.ts';
import { DatasetFile } from './dataset.ts';
import { ReadingSpec } from './dataset-reading.ts';
import { DuplicatesSpec } from './duplicates-spec.ts';
import { EvaluationSpec, FairnessSpec, LatencySpec, RobustnessSpec } from './evaluation-spec.ts';
import { FormattingSpec } from './formatting.ts';
import { BaseModelRef } from './model.ts';
import { OverallWeights } from './overall-score.ts';
import { PiiSpec } from './pii-spec.ts';
import { RunPrices } from './prices.ts';
import { FailedGatePolicy, GatesSpec } from './gates-spec.ts';
import { TimingSpec, TrainingSpec } from './spec.ts';
import { SplitRule } from './split-spec.ts';
import { BaseFacts } from './trainer-protocol.ts';
import { Compute } from './compute.ts';
import { ValidationSpec } from './validation-spec.ts';

/** The rows of a stage or a task, and how a model is trained on them and judged by them. */
export const PlannedStage = z.strictObject({
  name: z.string(),
  prefix: z.string().describe('put before each question; empty for stages'),
  files: z.array(DatasetFile).min(1),
  answers: z.enum(['auto', 'labels', 'json', 'text']),
  reading: ReadingSpec.default({}),
  formatting: FormattingSpec.nullable().default(null).describe('null = the run’s'),
  validation: ValidationSpec.nullable().default(null).describe('null = the run’s'),
  format: z.enum(['chat', 'completion']),
  replay: z.number(),
  training: TrainingSpec,
  gates: GatesSpec,
  onFailedGate: FailedGatePolicy,
  estimatedSeconds: z.number(),
});
export type PlannedStage = z.infer<typeof PlannedStage>;

/** What is done to rows, and what is looked for in them. */
export const PreparationRules = z.strictObject({
  cleaning: CleaningSpec,
  pii: PiiSpec,
  formatting: FormattingSpec,
  validation: ValidationSpec,
  duplicates: DuplicatesSpec,
});
export type PreparationRules = z.infer<typeof PreparationRules>;

/** The spec with every default resolved and every input frozen. */
export const Plan = z.strictObject({
  format: z.literal(1),
  kind: z.enum(['progressive', 'multiTask']),
  name: z.string(),
  seed: z.int(),
  backend: z.literal('lora'),
  baseModel: BaseModelRef,
  baseFacts: BaseFacts.omit({ folder: true }),
  compute: Compute,
  stages: z.array(PlannedStage).min(1).describe('stages in order, or the tasks that are trained together'),
  mixing: z.strictObject({ temperature: z.number() }).nullable().describe('of tasks; null for stages'),
  antiForgetting: z
    .strictObject({ learningRateDecay: z.number(), ewc: EwcSpec.nullable().describe('null = off') })
    .optional()
    .describe('of stages, whose replay stands with each; absent for tasks, which have no earlier ones'),
  control: z.enum(['none', 'direct', 'singleTask']),
  split: SplitRule,
  preparation: PreparationRules,
  against: z.array(DatasetFile).describe('rows that nobody trains on, of duplicates.contamination.against'),
  tokenizer: FilesRef.nullable().describe('of the base model, for whoever counts its tokens; null = it has none that can be read here'),
  evaluation: z.strictObject({
    fewShot: z.int(),
    maxNewTokens: z.int().nullable(),
    batchSize: z.int(),
    slices: z.array(z.string()),
    general: EvaluationSpec.shape.general.unwrap(),
    robustness: RobustnessSpec.nullable(),
    fairness: FairnessSpec.nullable(),
    latency: LatencySpec.nullable(),
    /** Prices of the plan's day; null = not asked for. Missing in plans from before there were any, as is `overall`. */
    cost: RunPrices.nullable().optional(),
    overall: z.strictObject({ weights: OverallWeights }).optional(),
    /** Metrics beside those of the kind of answers; missing in plans from before there were any. */
    metrics: z.array(z.string()).optional(),
  }),
  timing: TimingSpec,
  fresh: z.boolean(),
  estimatedSeconds: z.number().describe('from row lengths and a table of speeds; a guess to within a factor of two'),
  hash: z.string().describe('SHA-256 of everything above in canonical JSON'),
});
export type Plan = z.infer<typeof Plan>;
