import type { TokenCounter } from '../data/validation/token-counter.ts';
import { createLocalCounter } from './local-counter.ts';
import { createOpenAiCounter, type OpenAiEncoding } from './openai-counter.ts';

/** Names a tokenizer in plain data, so that a worker thread can make its own. */
export type TokenizerSource = { kind: 'openai'; encoding: OpenAiEncoding } | { kind: 'local'; folder: string };

/** @throws UnknownBaseModel where a local folder has no tokenizer that can be read */
export async function createTokenCounter(source: TokenizerSource): Promise<TokenCounter & { specialTokens: string[] }> {
  if (source.kind === 'local') return createLocalCounter(source.folder);
  return { ...(await createOpenAiCounter(source.encoding)), specialTokens: [] };
}
