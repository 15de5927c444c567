import type { SplitRule } from '../../contracts/split-spec.ts';
import { assignSides } from './assign-sides.ts';
import { findLeaks, type Leaks } from './find-leaks.ts';
import { droppedSide } from './sides.ts';
import type { SideCounts } from './size-warnings.ts';
import type { SplitTable } from './split-table.ts';

/** Where every row stands in the end: the number of its side, or `droppedSide`. */
export function placeRows(table: SplitTable, rule: SplitRule): { sides: Int8Array; leaks: Leaks; counts: SideCounts[] } {
  const sides = assignSides(table, rule);
  const leaks = findLeaks(table, sides);
  return { sides, leaks, counts: countSides(table, sides) };
}

/** Rows of each stage by side. */
export function countSides(table: SplitTable, sides: Int8Array): SideCounts[] {
  return table.stages.map(({ stage, start }, number) => {
    const found = [0, 0, 0, 0];
    for (let row = start; row < table.endOf(number); row += 1) found[sides[row]!]! += 1;
    return { stage, train: found[0]!, validation: found[1]!, test: found[2]!, dropped: found[droppedSide]! };
  });
}
