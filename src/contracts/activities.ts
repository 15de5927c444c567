/** Requests and results of every activity: one object in, one object out. */
import type { EwcSpec } from './anti-forgetting.ts';
import type { BlobRef, FilesRef, RowsRef } from './blob.ts';
import type { AnswerKind, CleanedDataset, DatasetFile, DatasetSplits, SplitName, ValidatedDataset } from './dataset.ts';
import type { Comparison, PromptStyle, TestScores } from './evaluation-report.ts';
import type { ModelRef, BaseModelRef } from './model.ts';
import type { Plan } from './plan.ts';
import type { ControlOutcome, RunResult, StageOutcome } from './run.ts';
import type { DatasetSource } from './dataset.ts';
import type { SearchAttributeName } from './search-attributes.ts';
import type { ProgressiveSpec, RunSpec, TimingSpec, TrainingSpec } from './spec.ts';
import type { BaseFacts } from './trainer-protocol.ts';
import type { StageTraining, TrainingJob } from './training.ts';
import type { Compute } from './compute.ts';

/** Queue `anneal-data`. */
export interface DataActivities {
  /** Lists, copies (content-addressed) and counts the files of a dataset. */
  findDataset(request: { stage: string; dataset: DatasetSource }): Promise<{ files: DatasetFile[] }>;
  cleanDataset(request: { stage: string; files: DatasetFile[]; fresh: boolean }): Promise<CleanedDataset>;
  validateDataset(request: {
    stage: string;
    cleaned: CleanedDataset;
    answers: AnswerKind | 'auto';
    lengths: Plan['lengths'];
    fresh: boolean;
  }): Promise<ValidatedDataset>;
  /** Once over all stages together. */
  splitDatasets(request: {
    stages: { stage: string; dataset: ValidatedDataset }[];
    split: Plan['split'];
    fresh: boolean;
  }): Promise<{ splits: DatasetSplits[] }>;
  /** Mixes replayed rows in, resolves what `auto` left open, and hands both files to the backend. */
  uploadDataset(request: UploadRequest): Promise<TrainingJob>;
}

/** Rows that stand behind one prefix ('' = none). */
export interface PrefixedRows {
  rows: RowsRef;
  prefix: string;
}

/** What a training takes of one stage or task. */
export interface TrainingPart {
  train: PrefixedRows;
  validation: PrefixedRows;
  /** Train rows in an epoch: more than there are = some are seen again, fewer = a seeded choice. */
  rowsPerEpoch: number;
}

export interface UploadRequest {
  stage: string;
  stageIndex: number;
  attempt: number;
  start: ModelRef;
  /** One, or those of all tasks that are trained together. */
  parts: TrainingPart[];
  /** Train rows of the earlier stages, in order. */
  earlier: PrefixedRows[];
  replay: number;
  /** Elastic weight consolidation on rows of `earlier`; absent = none. */
  ewc?: EwcSpec;
  learningRateFactor: number;
  /** Factor on the automatic rate of every stage but the first; absent: its default. */
  learningRateDecay?: number;
  format: 'chat' | 'completion';
  training: TrainingSpec;
  baseFacts: Plan['baseFacts'];
  compute: Compute;
  seed: number;
}

/** Queue `anneal-train`. */
export interface TrainActivities {
  /** Makes the base model ready on this machine and tells what it and the machine are. */
  describeBaseModel(request: {
    baseModel: string | null;
    compute: ProgressiveSpec['compute'];
  }): Promise<{ baseModel: BaseModelRef; facts: Omit<BaseFacts, 'folder'>; compute: Compute }>;
  trainStage(request: { runId: string; job: TrainingJob; compute: Compute; timing: TimingSpec; fresh: boolean }): Promise<StageTraining>;
}

/** Rows to be tested on. */
export interface TestSet {
  test: string;
  split: SplitName;
  rows: RowsRef;
  answers: AnswerKind;
  labels: string[] | null;
  format: 'chat' | 'completion';
  /** Put before each question, byte for byte. */
  prefix: string;
  /** Train rows that few-shot examples are drawn from. */
  train: RowsRef;
}

export interface EvaluationRequest {
  /** For progress and summaries: "base", "after stage specific". */
  title: string;
  model: ModelRef;
  tests: { set: TestSet; prompt: PromptStyle }[];
  evaluation: Plan['evaluation'];
  compute: Compute;
  timing: TimingSpec;
  seed: number;
  fresh: boolean;
}

/** Queue `anneal-evaluate`. */
export interface EvaluationActivities {
  evaluateModel(request: EvaluationRequest): Promise<{ scores: TestScores[] }>;
  /** Paired comparisons from stored predictions; loads no model. */
  compareScores(request: {
    pairs: { before: TestScores; after: TestScores; against: string; set: TestSet }[];
    seed: number;
  }): Promise<{ comparisons: Comparison[] }>;
}

/** Queue `anneal`: light steps. */
export interface RunActivities {
  /** What this installation offers a run; called first. */
  openRun(request: { workflowId: string; runId: string }): Promise<{ searchAttributes: SearchAttributeName[] }>;
  resolvePlan(request: {
    spec: RunSpec;
    name: string;
    datasets: { stage: string; files: DatasetFile[] }[];
    baseModel: BaseModelRef;
    facts: Omit<BaseFacts, 'folder'>;
    compute: Compute;
  }): Promise<Plan>;
  /** Writes the accepted model of a stage under the run, manifest last. */
  publishCheckpoint(request: {
    runId: string;
    stage: string;
    job: TrainingJob;
    training: StageTraining;
    accepted: boolean;
  }): Promise<{ key: string; adapter: FilesRef }>;
  publishModel(request: PublishRequest): Promise<RunResult>;
}

export interface PublishRequest {
  runId: string;
  workflowId: string;
  startedAt: string;
  finishedAt: string;
  outcome: 'completed' | 'rejected';
  plan: Plan;
  data: { stage: string; dataset: ValidatedDataset; splits: DatasetSplits }[];
  baseline: TestScores[];
  stages: StageOutcome[];
  controls: ControlOutcome[];
  model: ModelRef;
  testLooks: Record<string, number>;
  goodput: { what: string; seconds: number }[];
}

/** Queue `anneal-evaluate`: a finished model at work. Questions, answers and weights travel through the store. */
export interface ModelActivities {
  /** `question`: JSON {messages}; `answers`: JSON [{title, text, seconds, answerTokens}], in the order of the models. */
  answerQuestion(request: {
    models: { title: string; model: ModelRef }[];
    question: BlobRef;
    format: 'chat' | 'completion';
    compute: Compute;
    maxNewTokens: number;
    temperature: number;
    seed: number;
  }): Promise<{ answers: BlobRef }>;
  /** Adapter and base merged into plain Transformers files. */
  mergeModel(request: { model: ModelRef; compute: Compute }): Promise<{ files: FilesRef }>;
}
