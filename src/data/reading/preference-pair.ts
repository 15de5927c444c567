import type { Message } from '../../contracts/row.ts';
import { kindOf, type Refusal } from '../refusal.ts';
import { readMessages, type TellText } from '../row-messages.ts';
import { isFields } from './tool-calls.ts';

/** A prompt with two completions: `messages` ends with the preferred one. */
export interface PreferencePair {
  messages: Message[];
  rejected: Message[];
  /** OpenAI's format holds tools beside the prompt. */
  tools?: unknown;
}

type Fields = Record<string, unknown>;

/** OpenAI's pairs: `{input: {messages, tools?}, preferred_output: […], non_preferred_output: […]}`. */
export function readOpenAiPair(fields: Fields, tell?: TellText): PreferencePair | Refusal {
  const { input } = fields;
  if (!isFields(input))
    return { rule: 'invalid-shape', reason: `input must be {messages: […]} in a preference pair, not ${kindOf(input)}` };
  const prompt = readMessages(input['messages'], 'messages', 'user', tell && ((message, field) => tell(message, `input.${field}`)));
  if (!Array.isArray(prompt)) return { ...prompt, reason: `input.${prompt.reason}` };
  const pair = readPair(fields, prompt, 'preferred_output', 'non_preferred_output', tell);
  return 'rule' in pair ? pair : { ...pair, tools: input['tools'] };
}

/**
 * TRL's pairs: `{prompt, chosen, rejected}` as texts or messages; without a prompt, chosen and rejected are whole
 * conversations, and what they share at the start is the prompt.
 */
export function readChosenPair(fields: Fields, tell?: TellText): PreferencePair | Refusal {
  const given = fields['prompt'];
  const hasPrompt = given !== undefined && given !== null;
  const prompt = hasPrompt ? readMessages(given, 'prompt', 'user', tell) : [];
  if (!Array.isArray(prompt)) return prompt;
  const pair = readPair(fields, prompt, 'chosen', 'rejected', tell);
  if ('rule' in pair) return pair;
  return withoutRepeatedPrompt(pair, prompt, hasPrompt);
}

function readPair(fields: Fields, prompt: Message[], preferred: string, other: string, tell?: TellText): PreferencePair | Refusal {
  const completions: Message[][] = [];
  for (const field of [preferred, other]) {
    const value = fields[field];
    if (value === undefined || value === null) return { rule: 'missing-field', reason: `the field ${field} is missing` };
    const messages = readMessages(value, field, 'assistant', tell);
    if (!Array.isArray(messages)) return messages;
    if (messages.length === 0) return { rule: 'empty', reason: `${field} holds no message` };
    if (messages.at(-1)!.role !== 'assistant')
      return { rule: 'last-message-not-assistant', reason: `the last message of ${field} is of role ${messages.at(-1)!.role}` };
    completions.push(messages);
  }
  return { messages: [...prompt, ...completions[0]!], rejected: completions[1]! };
}

/** Many sets repeat the prompt at the start of both completions. */
function withoutRepeatedPrompt({ messages, rejected }: PreferencePair, prompt: Message[], hasPrompt: boolean): PreferencePair | Refusal {
  const chosen = messages.slice(prompt.length);
  let shared = 0;
  while (shared < Math.min(chosen.length, rejected.length) - 1 && isSame(chosen[shared]!, rejected[shared]!)) shared += 1;
  if (shared === 0 && !hasPrompt)
    return { rule: 'missing-field', reason: 'the field prompt is missing, and chosen and rejected share no messages' };
  const repeats = shared >= prompt.length && prompt.every((message, index) => isSame(message, chosen[index]!));
  if (hasPrompt && !repeats) return { messages, rejected };
  return { messages: chosen, rejected: rejected.slice(shared) };
}

function isSame(a: Message, b: Message): boolean {
  return a.role === b.role && a.content.trim() === b.content.trim();
}
