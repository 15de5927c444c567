import { hash } from 'node:crypto';
import type { Message, Row } from '../contracts/row.ts';
import { cleanText } from './clean-text.ts';
import { inspectValue } from './inspect-value.ts';
import type { Refusal } from './refusal.ts';
import { shapeRow } from './row-shapes.ts';

/**
 * A parsed value of a file as a canonical row with cleaned text, or why it is none.
 * @param source file and line, kept in the row
 */
export function canonicalRow(value: unknown, source: Row['source']): Row | Refusal {
  const unfit = inspectFields(value);
  if (unfit !== null) return unfit;
  const shaped = shapeRow(value);
  if ('rule' in shaped) return shaped;
  const messages = shaped.messages.map((message) => ({ ...message, content: cleanText(message.content) }));
  return refuseEmpty(messages) ?? { id: rowId(messages), ...shaped, messages, source };
}

/** SHA-256 of the messages in JSON with sorted keys: two rows have one id exactly when prompt and answer are equal. */
export function rowId(messages: readonly Message[]): string {
  const canonical = messages.map(({ content, name, role }) => (name === undefined ? { content, role } : { content, name, role }));
  return hash('sha256', JSON.stringify(canonical));
}

/** The messages that the model is asked with. */
export function promptOf(row: Pick<Row, 'messages'>): Message[] {
  return row.messages.slice(0, -1);
}

/** The text that the model is to answer. */
export function answerOf(row: Pick<Row, 'messages'>): string {
  return row.messages.at(-1)!.content;
}

function inspectFields(value: unknown): Refusal | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return inspectValue(value, 'the row');
  for (const [field, inner] of Object.entries(value)) {
    const unfit = inspectValue(inner, knownFields.has(field) ? field : 'a further field');
    if (unfit !== null) return unfit;
  }
  return inspectValue(Object.fromEntries(Object.keys(value).map((key) => [key, null])), 'the row');
}

const knownFields = new Set(['input', 'output', 'messages', 'prompt', 'completion', 'metadata', 'group', 'timestamp']);

function refuseEmpty(messages: Message[]): Refusal | null {
  const last = messages.at(-1);
  if (last === undefined) return { rule: 'empty-input', reason: 'there are no messages' };
  if (last.role !== 'assistant')
    return {
      rule: 'last-message-not-assistant',
      reason: `the last message is of role ${last.role}; the answer to learn must come last, of role assistant`,
    };
  const asked = messages
    .slice(0, -1)
    .some((message) => message.role !== 'system' && message.role !== 'developer' && message.content !== '');
  if (!asked) return { rule: 'empty-input', reason: 'there is no text to answer: the prompt is empty or holds white space only' };
  if (last.content === '') return { rule: 'empty-answer', reason: 'the answer is empty or holds white space only' };
  return null;
}
