import type { Ending } from './generate.ts';

export interface Usage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
}

export function usageOf(promptTokens: number, answerTokens: number): Usage {
  return { prompt_tokens: promptTokens, completion_tokens: answerTokens, total_tokens: promptTokens + answerTokens };
}

/** A checked request that waits to be computed. */
export interface Answering {
  promptTokens: number;
  whole(): Promise<{ body: object; ending: Ending }>;
  /** The chunks of a stream, the usage's left out; only the last has an ending. */
  parts(): AsyncGenerator<{ chunk: object; ending: Ending | null }, void>;
}
