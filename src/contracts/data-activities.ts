import type { EwcSpec } from './anti-forgetting.ts';
import type { FilesRef, RowsRef } from './blob.ts';
import type { CleaningSpec } from './cleaning-spec.ts';
import type { Compute } from './compute.ts';
import type {
  AnswerKind,
  CleanedDataset,
  DatasetFile,
  DatasetSource,
  DatasetSplits,
  DeduplicatedDataset,
  SplitOutcome,
  ValidatedDataset,
} from './dataset.ts';
import type { ReadingSpec } from './dataset-reading.ts';
import type { DuplicatesSpec } from './duplicates-spec.ts';
import type { FormattingSpec } from './formatting.ts';
import type { ModelRef } from './model.ts';
import type { PiiSpec } from './pii-spec.ts';
import type { Plan, PreparationRules } from './plan.ts';
import type { TrainingSpec } from './spec.ts';
import type { TrainingJob } from './training.ts';
import type { ValidationSpec } from './validation-spec.ts';

/** A stage or task whose rows are ready to be split. */
export interface DatasetToSplit {
  stage: string;
  dataset: DeduplicatedDataset;
}

/** Queue `anneal-data`. Every step but the first is kept by what decides its result; `fresh` passes by what is kept. */
export interface DataActivities {
  /** Lists, copies (content-addressed) and counts the files of a dataset. */
  findDataset(request: { stage: string; dataset: DatasetSource; reading?: ReadingSpec }): Promise<{ files: DatasetFile[] }>;
  /** Brings files to canonical rows: clean, without what must not be known, formatted. */
  cleanDataset(request: {
    stage: string;
    files: DatasetFile[];
    reading: ReadingSpec;
    cleaning: CleaningSpec;
    pii: PiiSpec;
    formatting: FormattingSpec;
    format: 'chat' | 'completion';
    fresh: boolean;
  }): Promise<CleanedDataset>;
  /** Judges every row by the rules, against what holds for all of them. */
  validateDataset(request: {
    stage: string;
    cleaned: CleanedDataset;
    answers: AnswerKind | 'auto';
    validation: ValidationSpec;
    pii: PiiSpec;
    format: 'chat' | 'completion';
    tokenizer: FilesRef | null;
    /** Most tokens of a row that is trained on. */
    rowTokens: number;
    fresh: boolean;
  }): Promise<ValidatedDataset>;
  /** Finds rows that contradict each other or say the same, and sees whether enough is left. */
  deduplicateDataset(request: {
    stage: string;
    validated: ValidatedDataset;
    duplicates: DuplicatesSpec;
    kept: Pick<ValidationSpec, 'minimumKeptShare' | 'minimumKeptRows'>;
    pii: PiiSpec;
    fresh: boolean;
  }): Promise<DeduplicatedDataset>;
  /** Once over all stages together; proves that nothing that one trains on is what another is tested on. */
  splitDatasets(request: {
    /** Of the model, whose runs share a ledger. */
    name: string;
    stages: DatasetToSplit[];
    /** Rows that nobody trains on. */
    against: { name: string; rows: RowsRef }[];
    split: Plan['split'];
    duplicates: DuplicatesSpec;
    fresh: boolean;
  }): Promise<SplitOutcome>;
  /** Measures what is left, and writes the data report under the run. */
  reportData(request: {
    runId: string;
    name: string;
    stages: (DatasetToSplit & { files: DatasetFile[]; reading: ReadingSpec; splits: DatasetSplits })[];
    outcome: Pick<SplitOutcome, 'evidence' | 'warnings'>;
    settings: PreparationRules & { split: Plan['split'] };
    tokenizer: FilesRef | null;
    format: 'chat' | 'completion';
    fresh: boolean;
  }): Promise<{ json: string; html: string }>;
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
