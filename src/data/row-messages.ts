import { Message } from '../contracts/row.ts';
import { kindOf, type Refusal } from './refusal.ts';

const roles = new Set<string>(Message.shape.role.options);

/** Fields of a message that carry something other than text; null means that there is nothing. */
const unsupported = ['tool_calls', 'function_call', 'tool_call_id', 'audio', 'refusal'];

/**
 * A text as one message of `role`, or a list of messages as it is. `weight` is read on the last assistant message
 * only, since nothing else is trained on.
 * @param field where the value stands, for reasons
 */
export function readMessages(value: unknown, field: string, role: 'user' | 'assistant'): Message[] | Refusal {
  if (typeof value === 'string' && field !== 'messages') return [{ role, content: value }];
  if (!Array.isArray(value)) {
    const allowed = field === 'messages' ? 'a list of messages' : 'text or a list of messages';
    return { rule: 'unknown-shape', reason: `${field} must be ${allowed}, not ${kindOf(value)}` };
  }
  const messages: Message[] = [];
  for (const [index, item] of value.entries()) {
    const message = readMessage(item, `${field}[${index}]`);
    if ('rule' in message) return message;
    messages.push(message);
  }
  const last = value.at(-1) as { weight?: unknown } | undefined;
  return last?.weight === 0
    ? { rule: 'empty-answer', reason: `${field}[${value.length - 1}].weight is 0: there is no answer to train on` }
    : messages;
}

function readMessage(value: unknown, path: string): Message | Refusal {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { rule: 'unknown-shape', reason: `${path} must be an object, not ${kindOf(value)}` };
  const fields = value as Record<string, unknown>;
  const wrong = unsupported.find((field) => fields[field] !== undefined && fields[field] !== null);
  if (wrong !== undefined) return { rule: 'unknown-shape', reason: `${path}.${wrong} is not supported: messages hold text only` };
  const { role, content, name } = fields;
  if (role === undefined) return { rule: 'missing-field', reason: `${path}.role is missing` };
  if (typeof role !== 'string' || !roles.has(role))
    return { rule: 'unknown-shape', reason: `${path}.role must be one of ${[...roles].join(', ')}` };
  if (content === undefined || content === null) return { rule: 'missing-field', reason: `${path}.content is missing` };
  if (typeof content !== 'string') return { rule: 'unknown-shape', reason: `${path}.content must be text, not ${kindOf(content)}` };
  if (name !== undefined && name !== null && typeof name !== 'string')
    return { rule: 'unknown-shape', reason: `${path}.name must be text, not ${kindOf(name)}` };
  return { role: role as Message['role'], content, ...(typeof name === 'string' ? { name } : {}) };
}
