import type { SplitName } from '../../contracts/dataset.ts';
import type { Sketches } from '../duplicates/sketches.ts';

/** Rows that stand on one side of one stage or task, or a test set that somebody froze. */
export interface RowPart {
  /** Name of the stage, the task or the frozen set. */
  name: string;
  side: SplitName;
  /** Its rows may not be dropped: it was agreed on. */
  frozen: boolean;
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

/** Place of a row's side in `sideOrder`. Two rows contaminate each other exactly when these differ. */
export function rankOf({ parts, partOf }: PlacedSketches, row: number): number {
  return sideOrder.indexOf(parts[partOf[row]!]!.side);
}
