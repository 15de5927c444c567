import { hash } from 'node:crypto';
import type { SplitName } from '../contracts/dataset.ts';
import type { Row } from '../contracts/row.ts';
import { promptOf } from './canonical-row.ts';
import { comparableText } from './clean-text.ts';

/** What splitting needs of a row: small, and free of its text. */
export interface SplitRow {
  /** Hash of the prompt in the form in which prompts are compared. */
  prompt: string;
  group: string | null;
  /** The side that a ready-made split gave it; `null` when Anneal splits. */
  given: SplitName | null;
  file: string;
  line: number;
}

export function splitRow(row: Row, given: SplitName | null): SplitRow {
  return { prompt: promptKey(row), group: row.group ?? null, given, file: row.source.file, line: row.source.line };
}

/**
 * Equal for prompts that differ in letter case, white space, format characters and compatibility forms only. System and
 * developer messages do not count: one text under two instructions is still the text that a test would be about.
 */
export function promptKey(row: Pick<Row, 'messages'>): string {
  const texts = promptOf(row)
    .filter((message) => message.role !== 'system' && message.role !== 'developer')
    .map((message) => [message.role, comparableText(message.content)]);
  return hash('sha256', JSON.stringify(texts));
}

/** The name under which a row is put on a side: its group, else its prompt. */
export function groupKey(row: Pick<SplitRow, 'group' | 'prompt'>): string {
  return row.group ?? row.prompt;
}

/** Where a group stands in [0, 1), by salt and name alone: no order and no other row matters. */
export function position(salt: string, key: string): number {
  return hash('sha256', `${salt}\0${key}`, 'buffer').readUIntBE(0, 6) / 2 ** 48;
}
