import type { GeneratedLine, ReferencedItem, ScoredLine, ScoreItem } from '../contracts/trainer-protocol.ts';

/** How answers are decoded. */
export interface Decoding {
  /** null: 1.5 × the longest reference of the call. */
  maxNewTokens: number | null;
  /** 0 = greedy. */
  temperature: number;
  topP: number;
  seed: number;
}

export const greedy = (maxNewTokens: number | null): Decoding => ({ maxNewTokens, temperature: 0, topP: 1, seed: 0 });

/** How far a call has come. */
export interface AskProgress {
  doing: 'loading' | 'answering' | 'scoring';
  done: number;
  total: number;
  tokensPerSecond: number | null;
  etaSeconds: number | null;
}

export interface AskOptions {
  onProgress?: (progress: AskProgress) => void;
  /** Aborting ends the call soon; answers that were given are kept for the next call with the same questions, where the implementation can. */
  signal?: AbortSignal;
}

/**
 * A model that can be asked. Answers come in the order of the questions. Ids are unique within a call.
 * @throws the signal's reason when aborted; AnnealFailure otherwise.
 */
export interface ModelClient {
  /** References are scored on the way where the backend can. */
  generate(items: readonly ReferencedItem[], decoding: Decoding, options?: AskOptions): Promise<GeneratedLine[]>;
  /** Log-likelihoods of given continuations; null when the backend cannot tell them. */
  score(items: readonly ScoreItem[], options?: AskOptions): Promise<ScoredLine[] | null>;
}
