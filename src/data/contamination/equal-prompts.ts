import type { DuplicatesSpec } from '../../contracts/duplicates-spec.ts';
import { RowTable } from '../duplicates/row-table.ts';
import type { Leak } from './find-contamination.ts';
import { crossing, giverOf, partOf, rankOf, sideOrder, type PlacedSketches } from './placed-rows.ts';

/** Rows of one kind cross with the same others, and give alike: by side (or none), frozen or not, chosen by Anneal or not. */
function kindOf(placed: PlacedSketches, row: number): number {
  const { side, frozen, chosen } = partOf(placed, row);
  const rank = side === null ? sideOrder.length : rankOf(placed, row);
  return rank * 4 + (frozen ? 2 : 0) + (chosen === true ? 1 : 0);
}

/** For every row that gives, one on another side with the same prompt, of the highest side there is. */
export function findEqualPrompts(placed: PlacedSketches, gives: DuplicatesSpec['contamination']['gives']): Leak[] {
  const { sketches } = placed;
  const tables: (RowTable | undefined)[] = [];
  for (let row = 0; row < sketches.rows; row += 1) {
    const kind = kindOf(placed, row);
    tables[kind] ??= new RowTable(
      sketches.rows,
      (at) => sketches.promptWord(at),
      (a, b) => sketches.samePrompt(a, b),
    );
    tables[kind].findOrAdd(row);
  }
  const leaks: Leak[] = [];
  for (let row = 0; row < sketches.rows; row += 1) {
    const leak = highestEqual(placed, row, tables, gives);
    if (leak !== null) leaks.push(leak);
  }
  return leaks;
}

function highestEqual(
  placed: PlacedSketches,
  row: number,
  tables: readonly (RowTable | undefined)[],
  gives: DuplicatesSpec['contamination']['gives'],
): Leak | null {
  for (let kind = tables.length - 1; kind >= 0; kind -= 1) {
    const other = tables[kind]?.find(row) ?? -1;
    const cross = other === -1 ? null : crossing(placed, row, other);
    if (cross === null) continue;
    const [learned, measured] = cross;
    if ((giverOf(placed, { learned, measured }, gives) ?? learned) === row) return { learned, measured, kind: 'exact', score: 1 };
  }
  return null;
}
