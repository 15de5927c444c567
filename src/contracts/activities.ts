/** Requests and results of every activity: one object in, one object out. */
import type { BlobRef, FilesRef, RowsRef } from './blob.ts';
import type { AnswerKind, DatasetFile, SplitName } from './dataset.ts';
import type { Comparison, MetricName, PromptStyle, TestScores } from './evaluation-report.ts';
import type { BehaviourSummary } from './behaviour-report.ts';
import type { FinishedRun } from './finished-run.ts';
import type { GeneralReport, GeneralScores } from './general-report.ts';
import type { LatencySpec } from './evaluation-spec.ts';
import type { ModelRef, BaseModelRef } from './model.ts';
import type { Plan } from './plan.ts';
import type { RunResult } from './run.ts';
import type { LoadLevel } from './serving-report.ts';
import type { SearchAttributeName } from './search-attributes.ts';
import type { ProgressiveSpec, RunSpec, TimingSpec } from './spec.ts';
import type { BaseFacts } from './trainer-protocol.ts';
import type { StageTraining, TrainingJob } from './training.ts';
import type { Compute } from './compute.ts';

/** Queue `anneal-train`. */
export interface TrainActivities {
  /** Makes the base model ready on this machine and tells what it and the machine are. */
  describeBaseModel(request: {
    baseModel: string | null;
    compute: ProgressiveSpec['compute'];
  }): Promise<{ baseModel: BaseModelRef; facts: Omit<BaseFacts, 'folder'>; tokenizer: FilesRef | null; compute: Compute }>;
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

/** How questions are put. */
export type Asking = Pick<Plan['evaluation'], 'fewShot' | 'maxNewTokens' | 'batchSize' | 'metrics'>;

export interface EvaluationRequest {
  /** For progress and summaries: "base", "after stage specific". */
  title: string;
  model: ModelRef;
  tests: { set: TestSet; prompt: PromptStyle }[];
  evaluation: Asking;
  compute: Compute;
  timing: TimingSpec;
  seed: number;
  fresh: boolean;
}

export interface GeneralRequest extends Omit<EvaluationRequest, 'tests'> {
  general: Plan['evaluation']['general'];
  /** The model that capabilities are compared with. */
  before: {
    title: string;
    scores: GeneralScores;
    /** Share of each capability that a gate wants left. */
    minimum: number;
  } | null;
}

export interface BehaviourRequest extends Omit<EvaluationRequest, 'tests'> {
  /** The rows, and what the model said to them as they were. */
  tests: { set: TestSet; predictions: RowsRef }[];
  behaviour: Pick<Plan['evaluation'], 'slices' | 'robustness' | 'fairness'>;
  /** Tokens that a prompt and its answer may have. */
  context: number;
}

/** The same rows answered by two models. */
export interface ComparedPair {
  /** Predictions. */
  before: RowsRef;
  after: RowsRef;
  /** What `before` is, for a person. */
  against: string;
  set: TestSet;
  /** Default: the primary metric. */
  metric?: MetricName;
  /** Of the two-sided interval whose bounds gates decide by; default 0.9. */
  confidence?: number;
  /** How much worse the gate lets it be: gives the comparison its `pFail`. */
  margin?: number;
}

/** Queue `anneal-evaluate`. */
export interface EvaluationActivities {
  evaluateModel(request: EvaluationRequest): Promise<{ scores: TestScores[] }>;
  /** A model on the general capability suite. */
  scoreGeneral(request: GeneralRequest): Promise<GeneralReport>;
  /** A model's answers to questions that are put otherwise, and by group. */
  measureBehaviour(request: BehaviourRequest): Promise<{ summaries: BehaviourSummary[] }>;
  /** Paired comparisons from stored predictions; loads no model. */
  compareScores(request: { pairs: ComparedPair[]; seed: number }): Promise<{ comparisons: Comparison[] }>;
}

export interface LatencyRequest {
  /** For progress: "base", "after stage specific". */
  title: string;
  model: ModelRef;
  /** Whose questions are asked. */
  set: TestSet;
  latency: LatencySpec;
  compute: Compute;
  maxNewTokens: number;
  seed: number;
  timing: TimingSpec;
  /** Measure anew, whatever is stored. */
  fresh?: boolean;
}

export interface LatencyResult {
  /** null where nothing was measured. */
  report: LoadLevel[] | null;
  /** What answered. */
  engine: string;
  /** Why nothing was measured, and what to do. */
  reason: string | null;
}

/** Queue `anneal-evaluate`. */
export interface LatencyActivities {
  /** A model behind the server of `anneal serve` on the worker's machine, under load. */
  measureLatency(request: LatencyRequest): Promise<LatencyResult>;
}

/** Queue `anneal`: light steps. */
export interface RunActivities {
  /** What this installation offers a run; called first. */
  openRun(request: { workflowId: string; runId: string }): Promise<{ searchAttributes: SearchAttributeName[] }>;
  resolvePlan(request: {
    spec: RunSpec;
    name: string;
    datasets: { stage: string; files: DatasetFile[] }[];
    against: DatasetFile[];
    baseModel: BaseModelRef;
    facts: Omit<BaseFacts, 'folder'>;
    tokenizer: FilesRef | null;
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
  /** Registers the model version with its lineage and writes the report. `run`: what `keepFinishedRun` gave. */
  publishModel(request: { run: BlobRef }): Promise<RunResult>;
}

/** Done in the worker of the workflow itself, as local activities: their arguments are not in the history. */
export interface LocalActivities {
  keepFinishedRun(run: FinishedRun): Promise<BlobRef>;
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
