import type { Message } from '../../contracts/row.ts';
import { kindOf, type Refusal } from '../refusal.ts';
import { readMessages, type TellText } from '../row-messages.ts';
import { isFields, parsed, readFunction } from './tool-calls.ts';

/** What ShareGPT's files call the speakers. */
const speakers = new Map<string, Message['role']>([
  ['human', 'user'],
  ['user', 'user'],
  ['gpt', 'assistant'],
  ['assistant', 'assistant'],
  ['chatgpt', 'assistant'],
  ['bard', 'assistant'],
  ['bing', 'assistant'],
  ['model', 'assistant'],
  ['system', 'system'],
  ['tool', 'tool'],
  ['observation', 'tool'],
  ['function_call', 'assistant'],
]);

/**
 * ShareGPT's `conversations`: turns of `{from, value}`, where `function_call` holds `{name, arguments}` as JSON and
 * `observation` what the function gave. Turns of `{role, content}` are read as messages.
 */
export function readConversations(value: unknown, tell?: TellText): Message[] | Refusal {
  if (!Array.isArray(value)) return { rule: 'invalid-shape', reason: `conversations must be a list of turns, not ${kindOf(value)}` };
  const first: unknown = value[0];
  if (isFields(first) && first['from'] === undefined && first['role'] !== undefined)
    return readMessages(value, 'conversations', 'user', tell);
  const messages: Message[] = [];
  for (const [index, turn] of value.entries()) {
    const message = readTurn(turn, `conversations[${index}]`);
    if ('rule' in message) return message;
    tell?.(message, `conversations[${index}].value`);
    messages.push(message);
  }
  return messages;
}

function readTurn(turn: unknown, path: string): Message | Refusal {
  if (!isFields(turn)) return { rule: 'invalid-shape', reason: `${path} must be an object, not ${kindOf(turn)}` };
  const { from, value } = turn;
  if (from === undefined || from === null) return { rule: 'missing-field', reason: `${path}.from is missing` };
  const role = typeof from === 'string' ? speakers.get(from.toLowerCase()) : undefined;
  if (role === undefined) return { rule: 'invalid-role', reason: `${path}.from must be one of ${[...speakers.keys()].join(', ')}` };
  if (value === undefined || value === null) return { rule: 'missing-field', reason: `${path}.value is missing` };
  if (typeof value !== 'string') return { rule: 'invalid-shape', reason: `${path}.value must be text, not ${kindOf(value)}` };
  return from === 'function_call' ? readCall(value, path) : { role, content: value };
}

function readCall(text: string, path: string): Message | Refusal {
  const call = parsed(text);
  if (!isFields(call)) return { rule: 'tool-call', reason: `${path}.value must be JSON {name, arguments}` };
  const called = readFunction(call, `${path}.value`);
  return 'rule' in called ? called : { role: 'assistant', content: '', tool_calls: [{ type: 'function', function: called }] };
}

/** Alpaca's rows: an instruction, what it is about (may be empty), the answer, and earlier turns as pairs of texts. */
export function readAlpaca(fields: Record<string, unknown>, tell?: TellText): Message[] | Refusal {
  for (const field of ['instruction', 'output']) {
    const value = fields[field];
    if (value === undefined || value === null) return { rule: 'missing-field', reason: `the field ${field} is missing` };
    if (typeof value !== 'string') return { rule: 'invalid-shape', reason: `${field} must be text, not ${kindOf(value)}` };
  }
  const about = fields['input'] ?? '';
  if (typeof about !== 'string') return { rule: 'invalid-shape', reason: `input must be text, not ${kindOf(about)}` };
  const earlier = readHistory(fields['history'] ?? [], tell);
  if (!Array.isArray(earlier)) return earlier;
  const joined = about.trim() !== '';
  const instruction = String(fields['instruction']);
  const asked: Message = { role: 'user', content: joined ? `${instruction}\n\n${about}` : instruction };
  const answer: Message = { role: 'assistant', content: String(fields['output']) };
  tell?.(asked, 'instruction', ...(joined ? ['input'] : []));
  tell?.(answer, 'output');
  return [...earlier, asked, answer];
}

function readHistory(value: unknown, tell?: TellText): Message[] | Refusal {
  if (value === '') return [];
  if (!Array.isArray(value)) return { rule: 'invalid-shape', reason: `history must be a list of pairs, not ${kindOf(value)}` };
  const messages: Message[] = [];
  for (const [index, pair] of value.entries()) {
    const [asked, answered] = Array.isArray(pair) && pair.length === 2 ? (pair as unknown[]) : [];
    if (typeof asked !== 'string' || typeof answered !== 'string')
      return { rule: 'invalid-shape', reason: `history[${index}] must be a pair of texts` };
    const turns: [Message, Message] = [
      { role: 'user', content: asked },
      { role: 'assistant', content: answered },
    ];
    for (const [side, turn] of turns.entries()) tell?.(turn, `history[${index}][${side}]`);
    messages.push(...turns);
  }
  return messages;
}
