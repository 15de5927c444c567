import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Tokenizer } from '@huggingface/tokenizers';
import { AnnealFailure } from '../contracts/failure.ts';
import type { TokenCounter } from '../data/validation/token-counter.ts';
import { cachedCount } from './count-cache.ts';
import { splitRuns } from './split-runs.ts';

interface TokenizerFile {
  model: { type?: string; vocab?: Record<string, number> | unknown[] };
  normalizer: unknown;
  pre_tokenizer: unknown;
  added_tokens?: { content: string; special?: boolean; lstrip?: boolean; rstrip?: boolean }[];
}

/** A counter and what else a folder tells of its tokenizer. */
export interface LocalCounter extends TokenCounter {
  specialTokens: string[];
  /** Whether chats are counted as the base model's own template writes them, or by OpenAI's formula for want of it. */
  framing: 'chatml' | 'cookbook';
}

/**
 * Counts tokens with a base model's own tokenizer.json and tokenizer_config.json. Special tokens in a text are counted
 * as one, as the trainer reads them. Chat templates are programs, which are not run here: ChatML's framing is counted
 * exactly, system message that the template adds included; for others, each message counts as 3 tokens, its role and its content, and a
 * chat as 3 more, as OpenAI's cookbook has it.
 * @throws UnknownBaseModel where the folder has no tokenizer that can be read
 */
export async function createLocalCounter(folder: string): Promise<LocalCounter> {
  const file = (await readJson(folder, 'tokenizer.json')) as TokenizerFile;
  const config = (await readJson(folder, 'tokenizer_config.json')) as { chat_template?: unknown };
  const tokenizer = loadTokenizer(folder, file, config);
  const text = cachedCount((whole) => {
    let tokens = 0;
    for (const part of splitRuns(whole)) tokens += tokenizer.encode(part, { add_special_tokens: false }).ids.length;
    return tokens;
  });
  const template = typeof config.chat_template === 'string' ? config.chat_template : await readText(join(folder, 'chat_template.jinja'));
  const { framing, frameOf, defaultSystem, chatOverhead, messageOverhead } = framingOf(template, text);
  const bounded = isByteLevel(file);
  const longest = bounded ? longestToken(file) : 0;
  return {
    text,
    chat: (messages) =>
      messages.reduce(
        (sum, { role, content, name }) =>
          sum + frameOf(role) + text(content) + (framing === 'cookbook' && name !== undefined ? text(name) + 1 : 0),
        chatOverhead - (messages[0]?.role === 'system' ? defaultSystem : 0),
      ),
    mostTokens: (whole) => (bounded ? Buffer.byteLength(whole) : Number.POSITIVE_INFINITY),
    leastTokens: (whole) => (bounded ? Math.ceil(Buffer.byteLength(whole) / longest) : 0),
    messageOverhead,
    chatOverhead,
    framing,
    specialTokens: (file.added_tokens ?? []).filter(({ special }) => special === true).map(({ content }) => content),
  };
}

/** Every token stands for one byte or more, and nothing makes the text longer before it is encoded or takes spaces along. */
function isByteLevel({ model, normalizer, pre_tokenizer: cutting, added_tokens: added = [] }: TokenizerFile): boolean {
  const rule = JSON.stringify(cutting ?? null);
  if (model.type !== 'BPE' || normalizer !== null || !rule.includes('"ByteLevel"') || rule.includes('"add_prefix_space":true'))
    return false;
  return added.every(({ lstrip, rstrip }) => lstrip !== true && rstrip !== true);
}

/** Bytes of the longest token; byte-level vocabularies write each byte as one character. */
function longestToken({ model, added_tokens: added = [] }: TokenizerFile): number {
  let longest = 1;
  for (const token of Object.keys(model.vocab ?? {})) if (token.length > longest) longest = token.length;
  for (const { content } of added) longest = Math.max(longest, Buffer.byteLength(content));
  return longest;
}

/** What the chat format puts around contents, in tokens. `frameOf` is for one message of a role. */
interface Framing {
  framing: 'chatml' | 'cookbook';
  frameOf: (role: string) => number;
  /** Tokens of the system message that the template adds to chats without one. */
  defaultSystem: number;
  /** With it, and with the turn that the answer begins with. */
  chatOverhead: number;
  messageOverhead: number;
}

/** ChatML closes each message with a line end. The answer of a whole chat is followed by one that is not trained on: a token too many. */
function framingOf(template: string, text: (text: string) => number): Framing {
  if (!template.includes('<|im_start|>') || !template.includes('<|im_end|>'))
    return { framing: 'cookbook', frameOf: (role) => 3 + text(role), defaultSystem: 0, chatOverhead: 3, messageOverhead: 12 };
  const frames = new Map<string, number>();
  const frameOf = (role: string) => {
    const known = frames.get(role) ?? text(`<|im_start|>${role}\n`) + text('<|im_end|>\n');
    frames.set(role, known);
    return known;
  };
  const added = /<\|im_start\|>system\n([^<{]{0,2000})<\|im_end\|>/.exec(template.replaceAll('\\n', '\n'))?.[1];
  const defaultSystem = added === undefined ? 0 : frameOf('system') + text(added);
  const roles = ['system', 'user', 'assistant', 'tool', 'developer'];
  return {
    framing: 'chatml',
    frameOf,
    defaultSystem,
    chatOverhead: defaultSystem,
    messageOverhead: Math.max(...roles.map(frameOf)),
  };
}

function loadTokenizer(folder: string, file: TokenizerFile, config: object): Tokenizer {
  try {
    return new Tokenizer(file, config);
  } catch (cause) {
    throw new AnnealFailure(
      'UnknownBaseModel',
      `${join(folder, 'tokenizer.json')} is of a kind that cannot be read here. Choose another base model, or leave tokens uncounted.`,
      {
        cause,
      },
    );
  }
}

async function readJson(folder: string, name: string): Promise<unknown> {
  const path = join(folder, name);
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown;
  } catch (cause) {
    throw new AnnealFailure(
      'UnknownBaseModel',
      `${path} is missing or no JSON. A base model's folder holds tokenizer.json and tokenizer_config.json.`,
      { cause },
    );
  }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return ''; // models without a chat template have no such file
  }
}
