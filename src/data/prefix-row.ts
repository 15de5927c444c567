import type { Message, Row } from '../contracts/row.ts';

/** The row with `prefix` before its question, byte for byte. Its id stays: it names what the user brought. */
export function prefixRow(row: Row, prefix: string): Row {
  return prefix === '' ? row : { ...row, messages: prefixQuestion(row.messages, prefix) };
}

/** Messages with `prefix` before the last user message, which is the one that is answered. */
export function prefixQuestion<M extends Message>(messages: readonly M[], prefix: string): M[] {
  const asked = messages.findLastIndex(({ role }) => role === 'user');
  return messages.map((message, index) => (index === asked ? { ...message, content: prefix + message.content } : message));
}
