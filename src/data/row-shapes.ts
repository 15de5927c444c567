import type { Message } from '../contracts/row.ts';
import { cleanText } from './clean-text.ts';
import { kindOf, type Refusal } from './refusal.ts';
import { readMessages } from './row-messages.ts';

/** A row as it was written, brought to messages; texts are not cleaned yet. */
export interface ShapedRow {
  messages: Message[];
  group?: string;
  metadata?: Record<string, unknown>;
  timestamp?: string;
}

type Fields = Record<string, unknown>;

const shapes = 'expected {input, output}, {messages} or {prompt, completion}';

/** Fields that would change what the model is asked: dropping them in silence would train something else. */
const unsupported = [
  'tools',
  'functions',
  'tool_calls',
  'parallel_tool_calls',
  'system',
  'instruction',
  'preferred_output',
  'non_preferred_output',
  'chosen',
  'rejected',
  'input_ids',
  'labels',
];

/**
 * Brings a parsed value to messages: `{input, output}`, `{messages}` or `{prompt, completion}` (texts or lists of
 * messages), each with `metadata`, `group` and `timestamp` where there are. Other fields are kept in the metadata.
 */
export function shapeRow(value: unknown): ShapedRow | Refusal {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { rule: 'unknown-shape', reason: `a row must be a JSON object, not ${kindOf(value)}; ${shapes}` };
  }
  const fields = value as Fields;
  const wrong = unsupported.find((field) => fields[field] !== undefined && fields[field] !== null);
  if (wrong !== undefined) return { rule: 'unknown-shape', reason: `the field ${wrong} is not supported; ${shapes}` };
  const messages = messagesOf(fields);
  return 'rule' in messages ? messages : withExtras(messages.messages, messages.used, fields);
}

function messagesOf(fields: Fields): { messages: Message[]; used: string[] } | Refusal {
  const found = [['input', 'output'], ['messages'], ['prompt', 'completion']].filter((shape) => shape.some((field) => field in fields));
  const shape = found[0];
  if (shape === undefined) return { rule: 'missing-field', reason: `none of the fields input, messages or prompt; ${shapes}` };
  if (found.length > 1)
    return {
      rule: 'unknown-shape',
      reason: `fields of more than one shape (${found.map((one) => one.join(', ')).join(' and ')}); ${shapes}`,
    };
  const missing = shape.find((field) => fields[field] === undefined || fields[field] === null);
  if (missing !== undefined) return { rule: 'missing-field', reason: `the field ${missing} is missing` };
  const messages = shape.length === 1 ? readMessages(fields['messages'], 'messages', 'user') : pairOf(fields, shape[0]!, shape[1]!);
  return Array.isArray(messages) ? { messages, used: shape } : messages;
}

function pairOf(fields: Fields, asked: string, answered: string): Message[] | Refusal {
  const prompt = readMessages(fields[asked], asked, 'user');
  if (!Array.isArray(prompt)) return prompt;
  const answer = readMessages(fields[answered], answered, 'assistant');
  return Array.isArray(answer) ? [...prompt, ...answer] : answer;
}

function withExtras(messages: Message[], used: string[], fields: Fields): ShapedRow | Refusal {
  const own = fields['metadata'] ?? {};
  if (typeof own !== 'object' || Array.isArray(own))
    return { rule: 'unknown-shape', reason: `metadata must be an object, not ${kindOf(own)}` };
  const group = fields['group'] ?? (own as Fields)['group'] ?? null;
  if (!isNameable(group)) return { rule: 'unknown-shape', reason: `group must be text or a number, not ${kindOf(group)}` };
  const timestamp = fields['timestamp'] ?? null;
  if (!isNameable(timestamp)) return { rule: 'unknown-shape', reason: `timestamp must be text or a number, not ${kindOf(timestamp)}` };
  const metadata = { ...otherFields(fields, used), ...own };
  const groupName = group === null ? '' : cleanText(String(group));
  return {
    messages,
    ...(groupName === '' ? {} : { group: groupName }),
    ...(Object.keys(metadata).length === 0 ? {} : { metadata }),
    ...(timestamp === null ? {} : { timestamp: String(timestamp) }),
  };
}

function otherFields(fields: Fields, used: string[]): Fields {
  const known = new Set([...used, ...unsupported, 'metadata', 'group', 'timestamp']);
  return Object.fromEntries(Object.entries(fields).filter(([field]) => !known.has(field)));
}

function isNameable(value: unknown): value is string | number | null {
  return value === null || typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value));
}
