import type { SplitName } from '../../contracts/dataset.ts';
import type { DuplicatesSpec } from '../../contracts/duplicates-spec.ts';
import { contentOrder } from '../duplicates/content-order.ts';
import type { Sketches } from '../duplicates/sketches.ts';

/** Rows that stand on one side of one stage or task, or a test set that somebody froze. */
export interface RowPart {
  /** Name of the stage, the task or the frozen set. */
  name: string;
  /** `null` = Anneal has yet to choose: its rows may come to be trained on, and are compared with frozen rows alone. */
  side: SplitName | null;
  /** Its rows may not be dropped: it was agreed on. */
  frozen: boolean;
  /** Anneal chose the side, nobody agreed on it. */
  chosen?: boolean;
}

/** Rows of all stages and tasks together, each with the part that it stands in. */
export interface PlacedSketches {
  sketches: Sketches;
  parts: readonly RowPart[];
  /** Index into `parts`, by row. */
  partOf: Uint16Array;
}

/** From the side that is learned from to the side that is measured last. */
export const sideOrder: readonly SplitName[] = ['train', 'validation', 'test'];

export function partOf({ parts, partOf }: PlacedSketches, row: number): RowPart {
  return parts[partOf[row]!]!;
}

/** Place of a row's side in `sideOrder`; rows without one may come to be learned from. */
export function rankOf(placed: PlacedSketches, row: number): number {
  return rankOfPart(partOf(placed, row));
}

function rankOfPart({ side }: RowPart): number {
  return side === null ? 0 : sideOrder.indexOf(side);
}

/** Two rows in the order of their sides, lower first; `null` where they stand on one side or are not to be compared. */
export function crossing(placed: PlacedSketches, a: number, b: number): readonly [learned: number, measured: number] | null {
  const [one, other] = [partOf(placed, a), partOf(placed, b)];
  const difference = rankOfPart(one) - rankOfPart(other);
  if (difference === 0 || (one.side === null && !other.frozen) || (other.side === null && !one.frozen)) return null;
  return difference < 0 ? [a, b] : [b, a];
}

/** Which of two rows on two sides goes by a policy; `null` = neither may. */
export function giverOf(
  placed: PlacedSketches,
  { learned, measured }: { learned: number; measured: number },
  gives: DuplicatesSpec['contamination']['gives'],
): number | null {
  const wanted = gives === 'held-out' ? [measured, learned] : [learned, measured];
  // a side that Anneal chose was agreed on by nobody: its rows may always go
  const may = wanted.filter((row) => !partOf(placed, row).frozen && (gives !== 'nobody' || partOf(placed, row).chosen === true));
  return may[0] ?? null;
}

/**
 * Some rows in an order that follows from what they hold, so that a search among them finds the same whenever it is made.
 * @returns the rows as they are searched, and the number of each in `placed`
 */
export function placedView(placed: PlacedSketches, rows: Int32Array): { view: PlacedSketches; rows: Int32Array } {
  const order = contentOrder(placed.sketches, rows);
  const view = {
    sketches: placed.sketches.pick(order),
    parts: placed.parts,
    partOf: Uint16Array.from(order, (row) => placed.partOf[row]!),
  };
  return { view, rows: order };
}
