import type { TokenCounter } from '../data/validation/token-counter.ts';
import { cachedCount } from './count-cache.ts';
import { splitRuns } from './split-runs.ts';

/** Encodings of OpenAI's models: o200k_base of gpt-4o and later, cl100k_base of gpt-4 and gpt-3.5. */
export type OpenAiEncoding = 'o200k_base' | 'cl100k_base';

/** Tokens around a message and around a chat, as OpenAI's cookbook counts them ("How to count tokens with tiktoken"). */
const aroundMessage = 3;
const aroundName = 1;
const aroundChat = 3;
/** Bytes of the longest token: 128 spaces, in both encodings. */
const longestToken = 128;
/** Words whose tokens the package remembers in each thread. Its own 100,000 take tens of megabytes and gain nothing on chats. */
const rememberedWords = 10_000;
/** More tokens than any role has: "developer", "assistant" have one. */
const mostRoleTokens = 2;

/** Counts tokens as OpenAI's models do. Special tokens in a text count as the ordinary text that they are. */
export async function createOpenAiCounter(encoding: OpenAiEncoding): Promise<TokenCounter> {
  const { countTokens, setMergeCacheSize } =
    encoding === 'o200k_base' ? await import('gpt-tokenizer/encoding/o200k_base') : await import('gpt-tokenizer/encoding/cl100k_base');
  setMergeCacheSize(rememberedWords);
  const ordinary = { disallowedSpecial: new Set<string>() };
  const text = cachedCount((whole) => {
    let tokens = 0;
    for (const part of splitRuns(whole)) if (part !== '') tokens += countTokens(part, ordinary);
    return tokens;
  });
  return {
    text,
    chat: (messages) =>
      messages.reduce(
        (sum, { role, content, name }) =>
          sum + aroundMessage + text(role) + text(content) + (name === undefined ? 0 : text(name) + aroundName),
        aroundChat,
      ),
    mostTokens: (whole) => Buffer.byteLength(whole),
    leastTokens: (whole) => Math.ceil(Buffer.byteLength(whole) / longestToken),
    messageOverhead: aroundMessage + mostRoleTokens,
    chatOverhead: aroundChat,
  };
}
