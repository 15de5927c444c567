import type { ModelRef } from '../contracts/model.ts';
import type { TrainerSession } from '../trainer-process/trainer-session.ts';

/** A model behind OpenAI's protocol on a port of this machine. */
export interface RunningServer {
  /** Up to /v1. */
  url: string;
  /** What requests call the model. */
  model: string;
  /** Ends running answers, and gives back the memory. */
  stop(): Promise<void>;
}

export interface ModelServerRequest {
  model: ModelRef;
  /** How its training prompts were put. */
  format: 'chat' | 'completion';
  /** Converts it where that was not done before. */
  session: TrainerSession;
  signal: AbortSignal;
}

/** Serves models for as long as they are measured. */
export interface ModelServer {
  /** What answers, on how much of this machine: it decides the times that are measured. */
  readonly engine: string;
  /** Why no model can be served here, and what to do; null = they can. Nothing is installed. */
  missing(): Promise<string | null>;
  /**
   * Serves a model; it is in memory when this returns.
   * @throws AnnealFailure BackendRefused for a model that cannot be converted; the signal's reason
   */
  start(request: ModelServerRequest): Promise<RunningServer>;
}
