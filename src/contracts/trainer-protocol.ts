/**
 * What worker and trainer say to each other: one JSON object a line, requests on the trainer's standard input,
 * answers on its standard output. Rows travel in files, never in lines. The JSON Schema of both is generated into
 * trainer/contract/ and checked by the Python side.
 */
import { z } from 'zod';
import { EwcSettings } from './anti-forgetting.ts';
import { Sha256 } from './blob.ts';
import { Dtype, Environment } from './compute.ts';
import { TrainResult } from './train-result.ts';

const path = z.string().min(1);
const share = z.number().min(0).max(1);

/** A base model folder on this machine (Transformers layout), optionally with an adapter on top. */
export const LocalModel = z.strictObject({
  base: path,
  adapter: path.nullable().describe('folder with adapter_model.safetensors and adapter_config.json; null = the base model itself'),
});
export type LocalModel = z.infer<typeof LocalModel>;

export const LoraSettings = z.strictObject({
  r: z.int().positive(),
  alpha: z.number().positive(),
  dropout: share,
  targetModules: z.array(z.string().min(1)).min(1).describe('names of modules; one that matches no module is an error'),
});
export type LoraSettings = z.infer<typeof LoraSettings>;

/** Everything that decides what is learned. Part of the training key. */
export const TrainSettings = z.strictObject({
  seed: z.int().nonnegative(),
  epochs: z.number().positive(),
  learningRate: z.number().positive(),
  effectiveBatchSize: z.int().positive(),
  maxTokens: z.int().min(8).describe('longer rows are left out and listed: the answer is never cut'),
  warmupShare: share,
  weightDecay: z.number().nonnegative(),
  maxGradNorm: z.number().positive(),
  evaluationsPerEpoch: z.int().positive(),
  earlyStoppingPatience: z.int().positive().describe('evaluations without a better validation loss before training stops'),
  format: z.enum(['chat', 'completion']).describe("chat: the model's own template; completion: prompt and answer joined by a space"),
  dtype: Dtype.describe('of the base weights; LoRA weights stay float32'),
  gradientCheckpointing: z.boolean(),
  quantization: z.enum(['none', 'nf4']).describe('nf4 = QLoRA, on CUDA only'),
  lora: LoraSettings,
  ewc: EwcSettings.optional().describe('absent, or without earlier rows: no penalty'),
});
export type TrainSettings = z.infer<typeof TrainSettings>;

export const TrainRequest = z.strictObject({
  id: z.string(),
  op: z.literal('train'),
  model: LocalModel.describe('adapter = the adapter to start from (fresh optimizer); null = a new one'),
  train: path.describe('JSON lines {id, messages}'),
  validation: path.nullable(),
  earlier: path.optional().describe('JSON lines {id, messages} of earlier stages, which `settings.ewc` measures by'),
  settings: TrainSettings,
  threads: z.int().positive(),
  microBatchSize: z.int().positive().describe('divides the effective batch; the rest is gradient accumulation'),
  trainingHash: z.string().describe('what is trained on what; a checkpoint of another hash is refused'),
  scratch: path.describe('an empty folder of this attempt: checkpoints/<step>/, adapter/, logs/ (TensorBoard)'),
  resumeFrom: path.nullable().describe('checkpoint folder to go on from'),
  checkpointEverySeconds: z.number().positive(),
});
export type TrainRequest = z.infer<typeof TrainRequest>;

/** One question to a model. Files of `generate` and `score` hold one a line. */
export const GenerateItem = z.strictObject({
  id: z.string(),
  messages: z.array(z.looseObject({ role: z.string(), content: z.string() })).min(1),
});
export type GenerateItem = z.infer<typeof GenerateItem>;
/** A question of `generate` with the answer that it should have, which is scored on the way. */
export const ReferencedItem = GenerateItem.extend({ reference: z.string().optional() });
export type ReferencedItem = z.infer<typeof ReferencedItem>;
export const ScoreItem = GenerateItem.extend({ continuations: z.array(z.string()).min(1) });
export type ScoreItem = z.infer<typeof ScoreItem>;

export const GenerateRequest = z.strictObject({
  id: z.string(),
  op: z.literal('generate'),
  model: LocalModel,
  requests: path.describe('JSON lines of {id, messages, reference?}'),
  output: path.describe('JSON lines, appended as answers come; ids that stand there already are not asked again'),
  format: z.enum(['chat', 'completion']),
  maxNewTokens: z
    .int()
    .positive()
    .nullable()
    .describe('null: 1.5 × the longest reference in tokens and at least 16, less where the context ends'),
  temperature: z.number().nonnegative().describe('0 = greedy'),
  topP: share,
  seed: z.int().nonnegative(),
  batchSize: z.int().positive(),
  dtype: Dtype,
  threads: z.int().positive(),
});
export type GenerateRequest = z.infer<typeof GenerateRequest>;

/** A line of `generate`'s output. `seconds`: wall time of the item's batch (without scoring references) ÷ items in the batch. */
export const GeneratedLine = z.strictObject({
  id: z.string(),
  text: z.string(),
  finish: z.enum(['stop', 'length']),
  promptTokens: z.int().nonnegative(),
  answerTokens: z.int().nonnegative(),
  seconds: z.number().nonnegative(),
  /** Of the item's reference; natural logarithm, summed over its tokens with the end token. `greedy`: every token is the argmax. */
  reference: z.strictObject({ logProb: z.number(), tokens: z.int().positive(), greedy: z.boolean() }).optional(),
});
export type GeneratedLine = z.infer<typeof GeneratedLine>;

export const ScoreRequest = z.strictObject({
  id: z.string(),
  op: z.literal('score'),
  model: LocalModel,
  requests: path.describe('JSON lines of {id, messages, continuations}'),
  output: path,
  format: z.enum(['chat', 'completion']),
  batchSize: z.int().positive(),
  dtype: Dtype,
  threads: z.int().positive(),
});
export type ScoreRequest = z.infer<typeof ScoreRequest>;

/** A line of `score`'s output; arrays are parallel to the item's continuations. Natural logarithms, summed over tokens with the end token. */
export const ScoredLine = z.strictObject({
  id: z.string(),
  logProbs: z.array(z.number()),
  tokens: z.array(z.int().positive()),
  /** Whether greedy decoding would give exactly this continuation (every token, end token too, is the argmax). */
  greedy: z.array(z.boolean()),
  promptTokens: z.int().nonnegative(),
  seconds: z.number().nonnegative(),
});
export type ScoredLine = z.infer<typeof ScoredLine>;

/** How a base model's matrices are kept in a GGUF file. */
export const GgufPrecision = z.enum(['f32', 'f16', 'bf16', 'q8_0']);
export type GgufPrecision = z.infer<typeof GgufPrecision>;

export const ExportRequest = z.strictObject({
  id: z.string(),
  op: z.literal('export'),
  model: LocalModel,
  output: path.describe('new folder for the merged model, Transformers layout'),
  dtype: Dtype,
  gguf: z
    .strictObject({
      part: z.enum(['base', 'adapter']),
      precision: GgufPrecision.describe('of the base; adapters are float32, and dtype is not looked at'),
    })
    .optional()
    .describe('instead of a merged model: model.gguf with the base alone, or adapter.gguf, for llama.cpp'),
});
export type ExportRequest = z.infer<typeof ExportRequest>;

const GgufSource = z.strictObject({ kind: z.literal('gguf-package'), package: z.string(), file: z.string() });

/** Where a base model's files come from. */
export const BaseSource = z.discriminatedUnion('kind', [
  GgufSource,
  z.strictObject({ kind: z.literal('tiny-random'), seed: z.int().nonnegative() }),
  z.strictObject({ kind: z.literal('folder'), path }),
]);
export type BaseSource = z.infer<typeof BaseSource>;

export const PrepareBaseRequest = z.strictObject({
  id: z.string(),
  op: z.literal('prepareBase'),
  source: BaseSource,
  output: path.describe('folder to make (Transformers layout); an existing complete one is used as it is'),
});
export type PrepareBaseRequest = z.infer<typeof PrepareBaseRequest>;

/** Asks which bytes a base model would be made from. */
const HashSourceRequest = z.strictObject({ id: z.string(), op: z.literal('hashSource'), source: GgufSource });

/** Ends the running operation after its step (training saves a checkpoint first); the process stays. */
export const StopRequest = z.strictObject({ id: z.string(), op: z.literal('stop') });

export const TrainerRequest = z.discriminatedUnion('op', [
  TrainRequest,
  GenerateRequest,
  ScoreRequest,
  ExportRequest,
  PrepareBaseRequest,
  HashSourceRequest,
  StopRequest,
]);
export type TrainerRequest = z.infer<typeof TrainerRequest>;

/** Facts of a base model that plans need. */
export const BaseFacts = z.strictObject({
  folder: path,
  /** SHA-256 over the sorted list of (file name, SHA-256) of the folder. */
  hash: z.string(),
  architecture: z.string(),
  parameters: z.int().positive(),
  contextTokens: z.int().positive(),
  layers: z.int().positive(),
  hiddenSize: z.int().positive(),
  vocabularySize: z.int().positive(),
  chatTemplate: z.boolean(),
  linearModules: z.array(z.string()).describe('distinct last parts of the names of linear modules, e.g. q_proj'),
});
export type BaseFacts = z.infer<typeof BaseFacts>;

export const ItemsResult = z.strictObject({
  items: z.int().nonnegative(),
  seconds: z.number().nonnegative(),
  interrupted: z.boolean(),
  environment: Environment,
});
export const ExportResult = z.strictObject({ folder: path, files: z.array(z.string()), seconds: z.number().nonnegative() });

export const SourceHash = z.strictObject({ sha256: Sha256.describe("of the source's file") });

const operationResult = z.union([TrainResult, ItemsResult, ExportResult, BaseFacts, SourceHash]);
const answer = { id: z.string().describe('id of the request; "" for hello'), seq: z.int().nonnegative() };
export const TrainerAnswer = z.discriminatedUnion('type', [
  z.strictObject({
    ...answer,
    type: z.literal('hello'),
    protocol: z.literal(1),
    pid: z.int(),
    device: z.string(),
    bfloat16: z.boolean(),
    cuda: z.boolean(),
    cores: z.int(),
    versions: z.record(z.string(), z.string()),
  }),
  z.strictObject({
    ...answer,
    type: z.literal('progress'),
    phase: z.enum(['loading', 'training', 'evaluating', 'saving', 'items']),
    step: z.int().nonnegative().describe('optimizer steps, or items done'),
    totalSteps: z.int().nonnegative(),
    loss: z.number().nullable(),
    learningRate: z.number().nullable(),
    gradNorm: z.number().nullable(),
    tokensPerSecond: z.number().nullable(),
    etaSeconds: z.number().nullable(),
  }),
  z.strictObject({
    ...answer,
    type: z.literal('evaluation'),
    step: z.int().nonnegative(),
    epoch: z.number(),
    validationLoss: z.number(),
    trainLoss: z.number().nullable(),
    best: z.boolean(),
  }),
  z.strictObject({
    ...answer,
    type: z.literal('checkpoint'),
    step: z.int().nonnegative(),
    folder: path,
    bytes: z.int().positive(),
    saveSeconds: z.number().nonnegative(),
  }),
  z.strictObject({ ...answer, type: z.literal('warning'), code: z.string(), message: z.string() }),
  z.strictObject({ ...answer, type: z.literal('done'), result: operationResult.nullable() }),
  z.strictObject({
    ...answer,
    type: z.literal('error'),
    name: z.enum([
      'InvalidInput',
      'BackendRefused',
      'TrainingDiverged',
      'OutOfMemory',
      'CheckpointCorrupt',
      'DiskFull',
      'UnknownBaseModel',
      'TrainerFailed',
    ]),
    message: z.string(),
  }),
]);
export type TrainerAnswer = z.infer<typeof TrainerAnswer>;
