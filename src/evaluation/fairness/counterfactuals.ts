import { createHash } from 'node:crypto';
import type { SwapName } from '../../contracts/fairness-report.ts';
import type { Row } from '../../contracts/row.ts';
import { answerOf } from '../few-shot.ts';
import { SeededRandom } from '../random.ts';
import { makeSwapper } from './swap-text.ts';
import { termsVersion } from './terms.ts';

/** Whom a row named, and whom it names once its words are exchanged. `from` is null where it named several groups. */
export interface SwappedRow {
  id: string;
  from: string | null;
  to: string;
}

/** Rows with the words of one group exchanged for those of another; ids, references and metadata stay. */
export interface CounterfactualSet {
  swap: SwapName;
  rows: Row[];
  /** Parallel to `rows`. */
  asked: SwappedRow[];
  /** Ids of rows that hold none of the terms, and of rows whose reference holds one: its right answer would be another. */
  unchanged: string[];
  answerNamesGroup: string[];
}

/**
 * Exchanges terms in all turns of the prompts but for system and developer messages. The text depends on the version of
 * the lists, the swap and the row alone. To be applied before a task's prefix is put before the question.
 */
export function makeCounterfactuals(swap: SwapName, rows: readonly Row[]): CounterfactualSet {
  const made: CounterfactualSet = { swap, rows: [], asked: [], unchanged: [], answerNamesGroup: [] };
  for (const row of rows) {
    const { swap: exchange, met } = makeSwapper(swap, new SeededRandom(keyOf(swap, row.id)));
    const prompt = row.messages
      .slice(0, -1)
      .map((message) => (isInstruction(message) ? message : { ...message, content: exchange(message.content) }));
    const { from, to } = met();
    if (to === null) made.unchanged.push(row.id);
    else if (exchange(answerOf(row)) !== answerOf(row)) made.answerNamesGroup.push(row.id);
    else {
      const [only = null] = from;
      made.rows.push({ ...row, messages: [...prompt, ...row.messages.slice(-1)] });
      made.asked.push({ id: row.id, from: from.size === 1 ? only : null, to });
    }
  }
  return made;
}

function isInstruction({ role }: Row['messages'][number]): boolean {
  return role === 'system' || role === 'developer';
}

/** 48 bits of SHA-256 over version, swap and id. */
function keyOf(swap: SwapName, id: string): number {
  const digest = createHash('sha256')
    .update(JSON.stringify(['counterfactual', termsVersion, swap, id]))
    .digest('hex');
  return Number.parseInt(digest.slice(0, 12), 16);
}
