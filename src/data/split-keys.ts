import { hash } from 'node:crypto';
import type { SplitName } from '../contracts/dataset.ts';
import type { Row } from '../contracts/row.ts';
import { answerOf, promptOf } from './canonical-row.ts';
import { comparableText } from './clean-text.ts';

/** What splitting needs of a row: small, and free of its text (a label is no text). */
export interface SplitRow {
  /** Hash of the prompt in the form in which prompts are compared. */
  prompt: string;
  group: string | null;
  /** The side that a ready-made split gave it; `null` when Anneal splits. */
  given: SplitName | null;
  file: string;
  line: number;
  /** Name of the row, by which rows made from it know it. */
  id?: string | undefined;
  /** Name of the row that this one was made from. */
  parent?: string | undefined;
  /** Number of its near-duplicate cluster; negative or missing = none. */
  cluster?: number | undefined;
  /** What strata are made of. */
  task?: string | undefined;
  label?: string | undefined;
}

/** A row with what it may say of its origin and kind. */
export type OriginRow = Row & { parentId?: string | undefined; task?: string | undefined; label?: string | undefined };

export interface SplitRowOptions {
  /** Answers are labels: the answer is the label of a row that names none. */
  labels?: boolean | undefined;
  cluster?: number | undefined;
}

export function splitRow(row: OriginRow, given: SplitName | null, { labels, cluster }: SplitRowOptions = {}): SplitRow {
  return {
    prompt: promptKey(row),
    group: row.group ?? null,
    given,
    file: row.source.file,
    line: row.source.line,
    id: row.id,
    parent: row.parentId,
    cluster,
    task: row.task,
    label: labelOf(row, labels),
  };
}

/** The label that a row names, else its answer where answers are labels. */
export function labelOf(row: OriginRow, answersAreLabels = false): string | undefined {
  return row.label ?? (answersAreLabels ? answerOf(row) : undefined);
}

/**
 * Equal for prompts that differ in letter case, white space, format characters and compatibility forms only. System and
 * developer messages do not count: one text under two instructions is still the text that a test would be about.
 */
export function promptKey(row: Pick<Row, 'messages'>): string {
  return keyOfTurns(promptTurns(row));
}

/** Role and comparable text of each message of a prompt but system and developer messages. */
export function promptTurns(row: Pick<Row, 'messages'>): [role: string, text: string][] {
  return promptOf(row)
    .filter((message) => message.role !== 'system' && message.role !== 'developer')
    .map((message) => [message.role, comparableText(message.content)]);
}

export function keyOfTurns(turns: readonly (readonly [role: string, text: string])[]): string {
  return hash('sha256', JSON.stringify(turns));
}

/** Where a group stands in [0, 1), by salt and name alone: no order and no other row matters. */
export function position(salt: string, key: string): number {
  return Number.parseInt(hash('sha256', `${salt}\0${key}`).slice(0, 12), 16) / 2 ** 48;
}
