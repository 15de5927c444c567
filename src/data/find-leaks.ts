import type { SplitName } from '../contracts/dataset.ts';
import type { SplitRow } from './split-keys.ts';

/** A row with the side it stands on and the stage it belongs to. */
export interface PlacedRow extends SplitRow {
  side: SplitName;
  stage: string;
}

/** First rows of a prompt on the sides that nothing may be learned from. */
interface Reserved {
  validation?: PlacedRow;
  test?: PlacedRow;
}

/**
 * For every row, why it must go: a train row whose prompt also stands in a test or validation split of any stage, and a
 * validation row whose prompt stands in a test split. `null` = it stays. Only ready-made splits can have such rows.
 */
export function findLeaks(rows: readonly PlacedRow[]): (string | null)[] {
  const reserved = new Map<string, Reserved>();
  for (const row of rows) {
    if (row.side === 'train') continue;
    const known = reserved.get(row.prompt) ?? {};
    known[row.side] ??= row;
    reserved.set(row.prompt, known);
  }
  return rows.map((row) => {
    const { test, validation } = reserved.get(row.prompt) ?? {};
    const other = row.side === 'test' ? undefined : (test ?? (row.side === 'train' ? validation : undefined));
    return other === undefined
      ? null
      : `this ${row.side} row has the same prompt as line ${other.line} of ${other.file}, a ${other.side} row of stage ${other.stage}`;
  });
}
