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

/** Why a row must go. */
interface Leak {
  /** The side that it stood on. */
  side: number;
  /** Number of the tie. */
  tie: number;
  /** Number of a row on a higher side; −1 = the ledger alone knows of it. */
  other: number;
}

/** Rows that had to go, by their number. */
export type Leaks = ReadonlyMap<number, Leak>;

/**
 * Drops what is tied to a higher side: train rows to a validation or test row of any stage, validation rows to a test row.
 * Train rows go first, then validation rows; no test row ever goes. Writes `droppedSide` in place of their sides.
 * Only ready-made splits and the ledger can bring such rows: without them, what is tied together stands together.
 */
export function findLeaks(table: SplitTable, sides: Int8Array): Leaks {
  const leaks = new Map<number, Leak>();
  const reserved = [validation, test].map(() => new Int32Array(table.keys.size).fill(noSide));
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

function reserve(first: Int32Array, table: SplitTable, row: number): void {
  for (const link of table.linksOf(row)) if (link !== noSide && first[link] === noSide) first[link] = row;
}

function findTie(table: SplitTable, row: number, side: number, reserved: readonly Int32Array[]): Leak | null {
  const links = table.linksOf(row);
  for (let higher = test; higher > side; higher -= 1) {
    const tie = links.findIndex((link) => link !== noSide && reserved[higher - 1]![link] !== noSide);
    if (tie !== -1) return { side, tie, other: reserved[higher - 1]![links[tie]!]! };
  }
  if (table.given.at(row) !== noSide) return null;
  const tie = links.findIndex((link) => link !== noSide && table.known.at(link) > side);
  return tie === -1 ? null : { side, tie, other: noSide };
}

/** What to tell of the dropped rows of a stage, in their order, one by one. */
export function* leakFindings(table: SplitTable, sides: Int8Array, leaks: Leaks, stage: number): Generator<RowFinding> {
  for (let row = table.stages[stage]!.start; row < table.endOf(stage); row += 1) {
    const leak = leaks.get(row);
    if (leak === undefined) continue;
    const split = sideNames[leak.side]!;
    yield {
      file: table.fileOf(row),
      line: table.line.at(row),
      rule: 'leak',
      severity: 'error',
      action: 'drop',
      split,
      message: `this ${split} row ${reasonOf(table, sides, row, leak)}`,
    };
  }
}

function reasonOf(table: SplitTable, sides: Int8Array, row: number, { tie, other }: Leak): string {
  if (other === noSide) {
    const side = sideNames[table.known.at(table.linksOf(row)[tie]!)]!;
    return `has a ${tie === 0 ? 'prompt' : 'group'} that stood in the ${side} split of an earlier run`;
  }
  const { stage } = table.stages[table.stageOf(other)]!;
  return `${ties[tie]!} line ${table.line.at(other)} of ${table.fileOf(other)}, a ${sideNames[sides[other]!]!} row of stage ${stage}`;
}
