import { hash } from 'node:crypto';
import type { ColumnMapping } from '../contracts/dataset-reading.ts';
import type { Message, Row } from '../contracts/row.ts';
import { canonicalJson } from './canonical-json.ts';
import { cleanRow } from './cleaning/clean-row.ts';
import { inspectValue } from './inspect-value.ts';
import type { Refusal } from './refusal.ts';
import { shapeRow } from './row-shapes.ts';

/** A canonical row that has no name yet: its texts may still change. */
export type UnnamedRow = Omit<Row, 'id'>;

/**
 * A parsed value of a file in the shape of a canonical row, its texts as they were written, or why it is none. Reads every
 * shape, those that hold tools and preference pairs too: whether a row can be trained on is for `refuseUntrainable` to say.
 * @param source file and line, kept in the row
 * @param columns columns that are parts of a row under other names
 */
export function readRow(value: unknown, source: Row['source'], columns?: ColumnMapping): UnnamedRow | Refusal {
  const unfit = inspectFields(value, columns);
  if (unfit !== null) return unfit;
  const shaped = shapeRow(value, columns);
  return 'rule' in shaped ? shaped : { ...shaped, source };
}

/** The row with its id, or why there is nothing to learn from it: no question, or no answer. */
export function nameRow(row: UnnamedRow): Row | Refusal {
  const { messages, rejected, tools } = row;
  const refusal = refuseEmpty(messages) ?? (rejected === undefined ? null : refuseEmptyRejected(rejected));
  return refusal ?? { id: rowId(messages, { rejected, tools }), ...row };
}

/** A parsed value as a canonical row, cleaned as it is where nothing else is set, or why it is none. */
export function canonicalRow(value: unknown, source: Row['source'], columns?: ColumnMapping): Row | Refusal {
  const row = readRow(value, source, columns);
  return 'rule' in row ? row : nameRow(cleanRow(row, source).row);
}

/**
 * SHA-256 of the messages in JSON with sorted keys: two rows have one id exactly when prompt and answer are equal. Tools and
 * the rejected completion count where there are.
 */
export function rowId(messages: readonly Message[], { rejected, tools }: Pick<Partial<Row>, 'rejected' | 'tools'> = {}): string {
  if (rejected !== undefined || tools !== undefined || messages.some(({ tool_calls: calls, tool_call_id: call }) => calls ?? call))
    return hash('sha256', canonicalJson({ messages, rejected, tools }));
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

function inspectFields(value: unknown, columns: ColumnMapping = {}): Refusal | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return inspectValue(value, 'the row');
  const mapped = new Set<string>(Object.values(columns));
  const count = Object.keys(value).length;
  if (count > mostFields) return { rule: 'invalid-shape', reason: `the row has ${count} fields, and at most ${mostFields} are read` };
  for (const [field, inner] of Object.entries(value)) {
    const unfit = inspectValue(inner, knownFields.has(field) || mapped.has(field) ? field : 'a further field');
    if (unfit !== null) return unfit;
  }
  return inspectValue(Object.fromEntries(Object.keys(value).map((key) => [key, null])), 'the row');
}

/** Fields of a row, as of a table's columns: what has more is no row of text. */
const mostFields = 1000;

const knownFields = new Set([
  'input',
  'output',
  'messages',
  'prompt',
  'completion',
  'instruction',
  'conversations',
  'chosen',
  'rejected',
  'preferred_output',
  'non_preferred_output',
  'system',
  'tools',
  'metadata',
  'group',
  'timestamp',
]);

function refuseEmpty(messages: Message[]): Refusal | null {
  const last = messages.at(-1);
  if (last === undefined) return { rule: 'empty', reason: 'there are no messages' };
  if (last.role !== 'assistant')
    return {
      rule: 'last-message-not-assistant',
      reason: `the last message is of role ${last.role}; the answer to learn must come last, of role assistant`,
    };
  const asked = messages
    .slice(0, -1)
    .some((message) => message.role !== 'system' && message.role !== 'developer' && message.content !== '');
  if (!asked) return { rule: 'empty', reason: 'there is no text to answer: the prompt is empty or holds white space only' };
  return isEmpty(last) ? { rule: 'empty', reason: 'the answer is empty or holds white space only' } : null;
}

function refuseEmptyRejected(rejected: Message[]): Refusal | null {
  return isEmpty(rejected.at(-1)!) ? { rule: 'empty', reason: 'the rejected answer is empty or holds white space only' } : null;
}

function isEmpty({ content, tool_calls: calls }: Message): boolean {
  return content === '' && calls === undefined;
}
