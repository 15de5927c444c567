import type { SplitName } from '../contracts/dataset.ts';
import type { SplitRow } from './split-keys.ts';

/** A row with the side it stands on and the stage it belongs to. */
export interface PlacedRow {
  row: SplitRow;
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
  for (const placed of rows) {
    if (placed.side === 'train') continue;
    const known = reserved.get(placed.row.prompt) ?? {};
    known[placed.side] ??= placed;
    reserved.set(placed.row.prompt, known);
  }
  return rows.map(({ row, side }) => {
    const { test, validation } = reserved.get(row.prompt) ?? {};
    const other = side === 'test' ? undefined : (test ?? (side === 'train' ? validation : undefined));
    if (other === undefined) return null;
    const { line, file } = other.row;
    return `this ${side} row has the same prompt as line ${line} of ${file}, a ${other.side} row of stage ${other.stage}`;
  });
}
