import type { ColumnMapping } from '../contracts/dataset-reading.ts';
import type { Message } from '../contracts/row.ts';
import { readAlpaca, readConversations } from './reading/chat-turns.ts';
import { mapColumns } from './reading/map-columns.ts';
import { readChosenPair, readOpenAiPair } from './reading/preference-pair.ts';
import { readTools } from './reading/tool-calls.ts';
import { kindOf, type Refusal } from './refusal.ts';
import { readExtras, type RowExtras } from './row-extras.ts';
import { readMessages, type TellText } from './row-messages.ts';

/** A row as it was written, brought to messages; texts are not cleaned yet. */
export interface ShapedRow extends RowExtras {
  messages: Message[];
  rejected?: Message[];
  tools?: Record<string, unknown>[];
}

type Fields = Record<string, unknown>;
type Content = { messages: Message[]; rejected?: Message[]; tools?: unknown };

/** A way to write a row: the fields that tell it, and all that it takes up. */
interface Shape {
  told: string[];
  used: string[];
  read: (fields: Fields, tell?: TellText) => Content | Refusal;
}

const shape = (told: string[], also: string[], read: Shape['read']): Shape => ({ told, used: [...told, ...also], read });

/** Earlier shapes take up fields of later ones: an Alpaca row has an `input` and an `output` too. */
const shapes: Shape[] = [
  shape(['preferred_output', 'non_preferred_output'], ['input'], readOpenAiPair),
  shape(['chosen', 'rejected'], ['prompt'], readChosenPair),
  shape(['instruction'], ['input', 'output', 'history'], (fields, tell) => asContent(readAlpaca(fields, tell))),
  shape(['conversations'], [], ({ conversations }, tell) => asContent(readConversations(conversations, tell))),
  shape(['input', 'output'], [], (fields, tell) => asContent(readPair(fields, 'input', 'output', tell))),
  shape(['messages'], [], ({ messages }, tell) => asContent(readMessages(messages, 'messages', 'user', tell))),
  shape(['prompt', 'completion'], [], (fields, tell) => asContent(readPair(fields, 'prompt', 'completion', tell))),
];

const expected = 'expected {input, output}, {messages} or {prompt, completion}';

/** Fields that would change what the model is asked: dropping them in silence would train something else. */
const unsupported = ['functions', 'function_call', 'input_ids', 'labels'];

/**
 * Brings a parsed value to messages: `{input, output}`, `{messages}`, `{prompt, completion}` (texts or lists of messages),
 * Alpaca, ShareGPT, and both kinds of preference pairs; each with `system`, `tools` and what `readExtras` knows, where there
 * are. Other fields are kept in the metadata.
 * @param columns columns that are parts of a row under other names
 * @param tell told of the messages of the row and of others that were read; fields are named as after mapping the columns
 */
export function shapeRow(value: unknown, columns: ColumnMapping = {}, tell?: TellText): ShapedRow | Refusal {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { rule: 'invalid-shape', reason: `a row must be a JSON object, not ${kindOf(value)}; ${expected}` };
  }
  const mapped = Object.keys(columns).length === 0 ? { fields: value as Fields } : mapColumns(value as Fields, columns);
  if ('rule' in mapped) return mapped;
  const { fields } = mapped;
  const wrong = unsupported.find((field) => isGiven(fields, field));
  if (wrong !== undefined) return { rule: 'invalid-shape', reason: `the field ${wrong} is not supported; ${expected}` };
  const found = findShape(fields);
  if ('rule' in found) return found;
  const content = found.read(fields, tell);
  if ('rule' in content) return content;
  return withExtras(content, found.used, fields, tell);
}

function findShape(fields: Fields): Shape | Refusal {
  const taken = new Set<string>();
  const found: Shape[] = [];
  for (const one of shapes) {
    if (!one.told.some((field) => isGiven(fields, field) && !taken.has(field))) continue;
    found.push(one);
    for (const field of one.used) taken.add(field);
  }
  const names = ({ told }: Shape) => told.join(', ');
  if (found.length === 1) return found[0]!;
  if (found.length === 0) return { rule: 'missing-field', reason: `none of the fields input, messages or prompt; ${expected}` };
  return { rule: 'invalid-shape', reason: `fields of more than one shape (${found.map(names).join(' and ')}); ${expected}` };
}

function readPair(fields: Fields, asked: string, answered: string, tell?: TellText): Message[] | Refusal {
  const missing = [asked, answered].find((field) => !isGiven(fields, field));
  if (missing !== undefined) return { rule: 'missing-field', reason: `the field ${missing} is missing` };
  const prompt = readMessages(fields[asked], asked, 'user', tell);
  if (!Array.isArray(prompt)) return prompt;
  const answer = readMessages(fields[answered], answered, 'assistant', tell);
  return Array.isArray(answer) ? [...prompt, ...answer] : answer;
}

function asContent(messages: Message[] | Refusal): Content | Refusal {
  return Array.isArray(messages) ? { messages } : messages;
}

function withExtras({ messages, rejected, tools: own }: Content, used: string[], fields: Fields, tell?: TellText): ShapedRow | Refusal {
  const system = fields['system'] ?? '';
  if (typeof system !== 'string') return { rule: 'invalid-shape', reason: `system must be text, not ${kindOf(system)}` };
  const hasSystem = system.trim() !== '';
  if (hasSystem && messages[0]?.role === 'system')
    return { rule: 'invalid-shape', reason: 'the field system and the first message are both system prompts' };
  const tools = readTools(own ?? fields['tools']);
  if (!Array.isArray(tools)) return tools;
  const extras = readExtras(fields, [...used, ...unsupported, 'system', 'tools']);
  if ('rule' in extras) return extras;
  const first: Message[] = hasSystem ? [{ role: 'system', content: system }] : [];
  for (const message of first) tell?.(message, 'system');
  return {
    messages: [...first, ...messages],
    ...(rejected === undefined ? {} : { rejected }),
    ...(tools.length === 0 ? {} : { tools }),
    ...extras,
  };
}

function isGiven(fields: Fields, field: string): boolean {
  return Object.hasOwn(fields, field) && fields[field] !== undefined && fields[field] !== null;
}
