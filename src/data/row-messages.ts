import { Message } from '../contracts/row.ts';
import { readToolCalls } from './reading/tool-calls.ts';
import { kindOf, type Refusal } from './refusal.ts';

/**
 * Told of every message that is read: the path of its text in the row, "messages[1].content". Further fields where the text
 * is joined of several.
 */
export type TellText = (message: Message, ...fields: [string, ...string[]]) => void;

const roles = new Set<string>(Message.shape.role.options);

/** Fields of a message that carry something other than text and calls; null means that there is nothing. */
const unsupported = ['function_call', 'audio', 'refusal'];

/**
 * A text as one message of `role`, or a list of messages as it is. `weight` is read on the last assistant message
 * only, since nothing else is trained on.
 * @param field where the value stands, for reasons
 */
export function readMessages(value: unknown, field: string, role: 'user' | 'assistant', tell?: TellText): Message[] | Refusal {
  if (typeof value === 'string' && field !== 'messages') {
    const message: Message = { role, content: value };
    tell?.(message, field);
    return [message];
  }
  if (!Array.isArray(value)) {
    const allowed = field === 'messages' ? 'a list of messages' : 'text or a list of messages';
    return { rule: 'invalid-shape', reason: `${field} must be ${allowed}, not ${kindOf(value)}` };
  }
  const messages: Message[] = [];
  for (const [index, item] of value.entries()) {
    const message = readMessage(item, `${field}[${index}]`);
    if ('rule' in message) return message;
    tell?.(message, `${field}[${index}].content`);
    messages.push(message);
  }
  const last = value.at(-1) as { weight?: unknown } | undefined;
  return last?.weight === 0
    ? { rule: 'empty', reason: `${field}[${value.length - 1}].weight is 0: there is no answer to train on` }
    : messages;
}

function readMessage(value: unknown, path: string): Message | Refusal {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { rule: 'invalid-shape', reason: `${path} must be an object, not ${kindOf(value)}` };
  const fields = value as Record<string, unknown>;
  const wrong = unsupported.find((field) => isGiven(fields[field]));
  if (wrong !== undefined) return { rule: 'invalid-shape', reason: `${path}.${wrong} is not supported: messages hold text and tool calls` };
  const { role, name, weight } = fields;
  if (!isGiven(role)) return { rule: 'missing-field', reason: `${path}.role is missing` };
  if (typeof role !== 'string' || !roles.has(role))
    return { rule: 'invalid-role', reason: `${path}.role must be one of ${[...roles].join(', ')}` };
  if (isGiven(weight) && weight !== 0 && weight !== 1) return { rule: 'invalid-shape', reason: `${path}.weight must be 0 or 1` };
  if (isGiven(name) && typeof name !== 'string') return { rule: 'invalid-shape', reason: `${path}.name must be text, not ${kindOf(name)}` };
  const calls = readCalls(fields, path);
  if ('rule' in calls) return calls;
  const content = readContent(fields['content'], `${path}.content`, calls.tool_calls !== undefined);
  if (typeof content !== 'string') return content;
  return { role: role as Message['role'], content, ...(typeof name === 'string' ? { name } : {}), ...calls };
}

/** Text, or a list of parts that are text. Nothing is allowed beside tool calls only. */
function readContent(content: unknown, path: string, mayLack: boolean): string | Refusal {
  if (typeof content === 'string') return content;
  if (!isGiven(content)) return mayLack ? '' : { rule: 'missing-field', reason: `${path} is missing` };
  if (!Array.isArray(content) || content.length === 0)
    return {
      rule: 'invalid-shape',
      reason: `${path} must be text or a list of text parts, not ${Array.isArray(content) ? 'an empty list' : kindOf(content)}`,
    };
  const texts: string[] = [];
  for (const [index, part] of content.entries()) {
    const { type, text } = (part ?? {}) as { type?: unknown; text?: unknown };
    if (type !== 'text' || typeof text !== 'string')
      return { rule: 'invalid-shape', reason: `${path}[${index}] must be {type: "text", text}: only text is learned` };
    texts.push(text);
  }
  return texts.join('');
}

function readCalls(fields: Record<string, unknown>, path: string): Pick<Message, 'tool_calls' | 'tool_call_id'> | Refusal {
  const { role, tool_calls: given, tool_call_id: id } = fields;
  if (isGiven(id) && (typeof id !== 'string' || role !== 'tool'))
    return { rule: 'invalid-shape', reason: `${path}.tool_call_id must be text, on a message of role tool` };
  const answered = typeof id === 'string' ? { tool_call_id: id } : {};
  if (!isGiven(given) || (Array.isArray(given) && given.length === 0)) return answered;
  if (role !== 'assistant') return { rule: 'invalid-shape', reason: `${path}.tool_calls may stand on messages of role assistant only` };
  const calls = readToolCalls(given, `${path}.tool_calls`);
  return Array.isArray(calls) ? { ...answered, tool_calls: calls } : calls;
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}
