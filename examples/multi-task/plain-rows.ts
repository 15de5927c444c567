import { drawClauses } from '../contract-review/draw-clauses.ts';
import { rowOf } from '../contract-review/rows.ts';
import type { ChatRow, Split } from '../contract-review/rows.ts';
import { plainSentence } from './plain-words.ts';

/** First and last line of the question. */
export const wording = { system: 'Contract review.', instruction: 'Say it in plain words.' } as const;

/** Rows of each clause type in each file. */
const rowsPerType: Record<Split, number> = { train: 24, validation: 6, test: 13 };

/**
 * The rows of all splits, from the templates that the review cards take for the same splits.
 * @param taken clauses of other files, which are not used again; those of these rows are added
 */
export function plainRows(taken: Set<string>): Record<Split, ChatRow[]> {
  const rows = (split: Split): ChatRow[] =>
    drawClauses({ stream: `plain-words/${split}`, split, perType: rowsPerType[split], seen: taken }).map(({ type, text, term, group }) =>
      rowOf(wording, text, plainSentence(type, term), { group, clause: type }),
    );
  return { test: rows('test'), validation: rows('validation'), train: rows('train') };
}
