import type { Row } from '../contracts/row.ts';
import type { PoolWork } from '../threads/pool-work.ts';
import { createTokenCounter, type TokenizerSource } from '../tokens/token-counter.ts';
import { parseRows } from './row-file.ts';

export interface CountSettings {
  tokenizer: TokenizerSource;
  format: 'chat' | 'completion';
}

/** Counts the tokens of whole lines of rows: of each row as a chat, then of the content of each of its messages. */
export const countWork: PoolWork<CountSettings, Uint8Array<ArrayBuffer>, Uint32Array<ArrayBuffer>> = {
  setUp: async ({ tokenizer, format }) => {
    const counter = await createTokenCounter(tokenizer, format);
    return (lines) => {
      const counts: number[] = [];
      for (const { messages } of parseRows<Row>(lines)) {
        counts.push(counter.chat(messages));
        for (const { content } of messages) counts.push(counter.text(content));
      }
      return Uint32Array.from(counts);
    };
  },
  requestMemory: ({ buffer }) => [buffer],
  answerMemory: ({ buffer }) => [buffer],
};
