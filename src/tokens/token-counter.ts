import type { TokenCounter } from '../data/validation/token-counter.ts';
import { createLocalCounter } from './local-counter.ts';
import { createOpenAiCounter, type OpenAiEncoding } from './openai-counter.ts';

/** Names a tokenizer in plain data, so that a worker thread can make its own. */
export type TokenizerSource = { kind: 'openai'; encoding: OpenAiEncoding } | { kind: 'local'; folder: string };

/**
 * @param format completion: nothing but the texts is counted, and one token that ends the answer
 * @throws UnknownBaseModel where a local folder has no tokenizer that can be read
 */
export async function createTokenCounter(
  source: TokenizerSource,
  format: 'chat' | 'completion' = 'chat',
): Promise<TokenCounter & { specialTokens: string[] }> {
  const counter =
    source.kind === 'local'
      ? await createLocalCounter(source.folder)
      : { ...(await createOpenAiCounter(source.encoding)), specialTokens: [] };
  if (format === 'chat') return counter;
  return {
    ...counter,
    chat: (messages) => messages.reduce((sum, { content }) => sum + counter.text(content), 1),
    messageOverhead: 0,
    chatOverhead: 1,
  };
}
