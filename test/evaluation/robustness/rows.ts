import { createHash } from 'node:crypto';
import type { Message, Row } from '../../../src/contracts/row.ts';

/** A row as cleaning leaves it. */
export function row(
  question: string,
  answer: string,
  given: { system?: string; metadata?: Record<string, unknown>; group?: string } = {},
): Row {
  const { system, ...extras } = given;
  const messages: Message[] = [
    ...(system === undefined ? [] : [{ role: 'system' as const, content: system }]),
    { role: 'user', content: question },
    { role: 'assistant', content: answer },
  ];
  const id = createHash('sha256')
    .update(JSON.stringify([messages, extras]))
    .digest('hex');
  return { id, messages, ...extras, source: { file: 'rows.jsonl', line: 1 } };
}

/** The question of a row. */
export function questionOf(of: Row): string {
  return of.messages.findLast(({ role }) => role === 'user')?.content ?? '';
}

export const clause =
  'The supplier shall deliver the required equipment before the first business day of each month, and the customer shall pay "promptly" by bank transfer.';
