import type { Message } from './row.ts';

/** What a domain cleaner sees of a row, after Anneal's own cleaning. Nothing of it may be changed in place: it is frozen. */
export interface DomainRow {
  /** The conversation; the last message is the answer. */
  messages: readonly Readonly<Message>[];
  /** Of preference pairs: the answer that was not preferred. */
  rejected?: readonly Readonly<Message>[] | undefined;
  label?: string | undefined;
  group?: string | undefined;
  metadata?: Readonly<Record<string, unknown>> | undefined;
}

/** The texts of a row as they are to be. Other fields may come along; they have to be those that were given. */
export type DomainCleanedRow = Pick<DomainRow, 'messages' | 'rejected'> & Partial<DomainRow>;

/**
 * Cleaning that only a domain knows: the default export of a module.
 *
 * ```ts
 * import type { DomainCleaner } from 'anneal/client';
 * export default {
 *   name: 'tickets',
 *   version: '1',
 *   clean: (row) => ({
 *     ...row,
 *     messages: row.messages.map((message) => ({ ...message, content: message.content.replace(/^Ticket #\d+: /, '') })),
 *   }),
 * } satisfies DomainCleaner;
 * ```
 */
export interface DomainCleaner {
  /** 1 to 41 of a-z, 0-9 and "-", starting with a letter. */
  name: string;
  /** Changes whenever the module, or one that it imports, would give another text for the same row. */
  version: string;
  /**
   * The row with other texts. Pure and synchronous: the same row gives the same texts, whenever and wherever it is asked.
   * Keeps every message and its role, and changes nothing in a row that it has cleaned.
   */
  clean(row: DomainRow): DomainCleanedRow;
}
