import type { RowFinding } from '../../contracts/row-finding.ts';
import { droppedSide, noSide, sideNames } from './sides.ts';
import type { SplitTable } from './split-table.ts';

/** What ties two rows, in the order of `SplitTable.linksOf`. */
const ties = [
  'has the same prompt as',
  'is of the same group as',
  'stands in one near-duplicate cluster with',
  'shares its origin with',
  'shares its origin with',
] as const;
const [validation, test] = [1, 2];
/** Of them, the near-duplicate cluster. */
const clusterTie = 2;

/** Why a row must go. */
export interface Leak {
  /** The side that it stood on. */
  side: number;
  /** Number of the tie. */
  tie: number;
  /** Number of a row on a higher side; −1 = the ledger alone knows of it. */
  other: number;
  /** That higher side. */
  higher: number;
}

/** Rows that had to go, by their number. */
export type Leaks = ReadonlyMap<number, Leak>;

/**
 * Drops what is tied to a higher side: train rows to a validation or test row of any stage, validation rows to a test row.
 * Train rows go first, then validation rows; no test row ever goes. Writes `droppedSide` in place of their sides.
 * Only ready-made splits and the ledger can bring such rows: without them, what is tied together stands together. Of clusters
 * that tie ready-made rows alone nothing is said here: those are for the search for contamination and its policy.
 */
export function findLeaks(table: SplitTable, sides: Int8Array): Leaks {
  const leaks = new Map<number, Leak>();
  const reserved = [validation, test].map((): Reserved => {
    const [by, byPlaced] = [new Int32Array(table.keys.size).fill(noSide), new Int32Array(table.keys.size).fill(noSide)];
    return { by, byPlaced };
  });
  for (const side of [test, validation, 0]) {
    for (let row = 0; row < table.size; row += 1) {
      if (sides[row] !== side) continue;
      const leak = side === test ? null : findTie(table, row, side, reserved);
      if (leak !== null) {
        leaks.set(row, leak);
        sides[row] = droppedSide;
      } else if (side !== 0) reserve(reserved[side - 1]!, table, row);
    }
  }
  return leaks;
}

/** By link: the first row of a side that has it, and the first that Anneal placed there by its cluster. */
interface Reserved {
  by: Int32Array;
  byPlaced: Int32Array;
}

function reserve({ by, byPlaced }: Reserved, table: SplitTable, row: number): void {
  for (const link of table.linksOf(row)) if (link !== noSide && by[link] === noSide) by[link] = row;
  const cluster = table.cluster.at(row);
  if (cluster !== noSide && table.given.at(row) === noSide && byPlaced[cluster] === noSide) byPlaced[cluster] = row;
}

function findTie(table: SplitTable, row: number, side: number, reserved: readonly Reserved[]): Leak | null {
  const links = table.linksOf(row);
  const isGiven = table.given.at(row) !== noSide;
  for (let higher = test; higher > side; higher -= 1) {
    const { by, byPlaced } = reserved[higher - 1]!;
    const holderOf = (link: number, tie: number) => (tie === clusterTie && isGiven ? byPlaced : by)[link]!;
    const tie = links.findIndex((link, number) => link !== noSide && holderOf(link, number) !== noSide);
    if (tie !== -1) return { side, tie, other: holderOf(links[tie]!, tie), higher };
  }
  if (isGiven) return null;
  const tie = links.findIndex((link) => link !== noSide && table.known.at(link) > side);
  return tie === -1 ? null : { side, tie, other: noSide, higher: table.known.at(links[tie]!) };
}

/** As which kind of contamination a leak counts; `null` = by group, origin or ledger, or in no row of this run. */
export function kindOf({ tie, other }: Leak): 'exact' | 'near' | null {
  if (other === noSide) return null;
  if (tie === 0) return 'exact';
  return tie === clusterTie ? 'near' : null;
}

/** What to tell of a dropped row. */
export function leakFindingOf(table: SplitTable, row: number, leak: Leak): RowFinding {
  const split = sideNames[leak.side]!;
  const message = `this ${split} row ${reasonOf(table, leak)}`;
  return { file: table.fileOf(row), line: table.line.at(row), rule: 'leak', severity: 'info', action: 'drop', split, message };
}

function reasonOf(table: SplitTable, { tie, other, higher }: Leak): string {
  const side = sideNames[higher]!;
  if (other === noSide) return `has a ${tie === 0 ? 'prompt' : 'group'} that stood in the ${side} split of an earlier run`;
  const { stage } = table.stages[table.stageOf(other)]!;
  return `${ties[tie]!} line ${table.line.at(other)} of ${table.fileOf(other)}, a ${side} row of stage ${stage}`;
}
