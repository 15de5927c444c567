import type { z } from 'zod';
import type { TrainResult } from '../contracts/train-result.ts';
import type { BaseFacts, ExportResult, ItemsResult, SourceHash, TrainerAnswer, TrainerRequest } from '../contracts/trainer-protocol.ts';
import type { StallLimits } from './stall-watch.ts';

type WithoutId<Request> = Request extends unknown ? Omit<Request, 'id'> : never;

/** What a trainer can be asked for; the session gives requests their ids. */
export type TrainerOperation = WithoutId<Exclude<TrainerRequest, { op: 'stop' }>>;

export interface TrainerResults {
  train: TrainResult;
  generate: z.infer<typeof ItemsResult>;
  score: z.infer<typeof ItemsResult>;
  export: z.infer<typeof ExportResult>;
  prepareBase: BaseFacts;
  hashSource: z.infer<typeof SourceHash>;
}

export type TrainerHello = Extract<TrainerAnswer, { type: 'hello' }>;

export interface RequestOptions {
  /** Every answer of this request, `done` and `error` left out. */
  onAnswer?: (answer: TrainerAnswer) => void;
  /**
   * Aborting asks the trainer to stop after its step (training saves a checkpoint first); the request then resolves
   * with `interrupted: true`. A trainer that does not stop in time is ended: TrainerInterrupted.
   */
  signal?: AbortSignal;
  /** Default: 180 s before the first step, 300 s later. */
  stall?: StallLimits;
}

/** A trainer that waits for work, as long as the device lease is held. One request at a time. */
export interface TrainerSession {
  readonly pid: number;
  readonly hello: TrainerHello;
  /**
   * @throws AnnealFailure of the trainer's own naming (InvalidInput, TrainingDiverged, OutOfMemory, DiskFull, …),
   * TrainerFailed, TrainerStalled, TrainerInterrupted or BackendRefused, as the process ended.
   */
  request<Operation extends TrainerOperation>(operation: Operation, options?: RequestOptions): Promise<TrainerResults[Operation['op']]>;
}
