import type { Message } from '../contracts/row.ts';

/** What a model is asked to go on with. */
export interface TextRequest {
  /** Token numbers, at least one; with `maxTokens` they fit the context. */
  prompt: readonly number[];
  /** 0 is allowed with `echo` only. */
  maxTokens: number;
  /** 0 = always the likeliest token. */
  temperature: number;
  /** Tokens are drawn from the likeliest ones that make up this share. */
  topP: number;
  seed: number;
  /** How many of the likeliest tokens to tell at every step, with the chosen one's log-probability; null = neither. */
  topLogProbs: number | null;
  /** Tell the prompt's tokens first, scored like an answer's. */
  echo: boolean;
  signal: AbortSignal;
}

export interface TokenScore {
  token: number;
  /** Natural logarithm, of the model's own distribution: temperature and topP do not count. */
  logProb: number;
}

/** One token of the answer, or with `echo` of the prompt. */
export interface TextStep {
  token: number;
  of: 'prompt' | 'answer';
  /** An end token: the model has said all; nothing follows. */
  end: boolean;
  /** null when it was not asked for, and for the first token of a prompt, which nothing predicts. */
  logProb: number | null;
  top: TokenScore[];
}

/** A model in memory that goes on with tokens. Requests may run at the same time; those beyond its capacity wait. */
export interface TextModel {
  /** Most tokens of a prompt and its answer together. */
  readonly contextTokens: number;
  /** Token numbers are below it. */
  readonly vocabularySize: number;
  /** Token that stands for an empty prompt. */
  readonly startToken: number;
  /** The model's own chat template, up to where the answer begins. @throws AnnealFailure InvalidInput when it has none, or refuses the messages. */
  renderChat(messages: readonly Message[]): string;
  /** Special tokens written out in the text count as such; none is added. */
  tokenize(text: string): number[];
  /** Text without special tokens; a character that is cut ends as U+FFFD. */
  detokenize(tokens: readonly number[]): string;
  /** One token's text, special or not. */
  tokenText(token: number): string;
  /** Ends with an end token or after `maxTokens`. @throws the signal's reason; ServerBusy. */
  generate(request: TextRequest): AsyncIterable<TextStep>;
  /** Waits for running requests, refuses waiting and new ones, and gives back the memory. */
  close(): Promise<void>;
}

/** Too many requests wait already, or the model is being dropped. */
export class ServerBusy extends Error {
  override readonly name = 'ServerBusy';
}
