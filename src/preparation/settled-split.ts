import type { ContaminationPair } from '../contracts/data-report.ts';
import type { RowFinding } from '../contracts/row-finding.ts';
import type { SplitReport } from '../contracts/split-proof.ts';
import type { SplitRule } from '../contracts/split-spec.ts';
import { CrossingCounts } from '../data/contamination/count-crossings.ts';
import type { LeakSieve } from '../data/contamination/leak-sieve.ts';
import { partOf, type PlacedSketches } from '../data/contamination/placed-rows.ts';
import { leakFinding } from '../data/contamination/settle-leaks.ts';
import { stagePart } from '../data/contamination/stage-parts.ts';
import { kindOf, leakFindingOf } from '../data/splitting/find-leaks.ts';
import type { Ledger } from '../data/splitting/ledger.ts';
import { droppedSide, noSide, sideNames } from '../data/splitting/sides.ts';
import { splitStages, type StageSplit } from '../data/splitting/split-stages.ts';
import type { SplitTable } from '../data/splitting/split-table.ts';

export interface RowsToPlace {
  split: SplitRule;
  /** Rows of all stages in order, then frozen ones. */
  placed: PlacedSketches;
  sieve: LeakSieve;
  /** The rows that are left. */
  table: SplitTable;
  /** Number in the table by number among all rows of stages; −1 = the row went before. */
  rowOf: Int32Array;
}

/** Where every row of every stage goes, and why. */
export interface SettledSplit {
  /** @param row number over all stages in the order of reading */
  outcomeOf: (row: number) => { side: number; finding: RowFinding | null };
  ledger: Ledger;
  report: SplitReport;
  contamination: ContaminationPair[];
}

/**
 * Places the rows that are left, then takes out what still stands on two sides.
 * @throws DatasetRejected when a side of a stage is left empty @throws LeakDetected when nobody may give
 */
export function placeOnSides(work: RowsToPlace): SettledSplit {
  const { placed, sieve, table, rowOf, split: rule } = work;
  const split = splitStages(table, rule, { gone: goneByStage(work), takeOut: (sides) => takeOutLeaks(work, sides) });
  return {
    outcomeOf: (row) => {
      const settled = sieve.settled.get(row);
      const at = rowOf[row]!;
      if (settled !== undefined)
        return { side: settled.gives === null ? split.sides[at]! : droppedSide, finding: leakFinding(placed, settled) };
      const leak = split.leakOf(at);
      return { side: split.sides[at]!, finding: leak === undefined ? null : leakFindingOf(table, at, leak) };
    },
    ledger: split.ledger,
    report: split.report,
    contamination: countCrossings(work, split),
  };
}

function goneByStage({ placed, table, rowOf }: RowsToPlace): number[] {
  const gone = table.stages.map(() => 0);
  for (const [row, at] of rowOf.entries()) if (at === -1) gone[stageOf(placed, row)]! += 1;
  return gone;
}

function stageOf({ partOf }: PlacedSketches, row: number): number {
  return Math.floor(partOf[row]! / stagePart(1, null));
}

function takeOutLeaks({ placed, sieve, table, rowOf }: RowsToPlace, sides: Int8Array): void {
  for (const [row, at] of rowOf.entries()) {
    if (at === -1) continue;
    const side = sides[at]!;
    if (side === droppedSide) sieve.leaveOut(row);
    else if (table.given.at(at) === noSide) placed.partOf[row] = stagePart(stageOf(placed, row), sideNames[side]!);
  }
  sieve.compareSides();
  for (const [row, at] of rowOf.entries()) if (at !== -1 && sieve.isGone(row)) sides[at] = droppedSide;
}

function countCrossings({ placed, sieve, table, rowOf }: RowsToPlace, split: StageSplit): ContaminationPair[] {
  const counts = new CrossingCounts();
  const frozen = placed.parts.filter((part) => part.frozen);
  for (const { stage } of table.stages) for (const { name } of frozen) counts.compare(stage, name);
  const nameOf = (row: number) => partOf(placed, row).name;
  for (const { leak, gives } of sieve.settled.values())
    counts.add({ trained: nameOf(leak.learned), tested: nameOf(leak.measured), kind: leak.kind, removed: gives !== null });
  for (const at of rowOf) {
    const leak = at === -1 ? undefined : split.leakOf(at);
    const kind = leak === undefined ? null : kindOf(leak);
    if (kind === null) continue;
    const [trained, tested] = [at, leak!.other].map((row) => table.stages[table.stageOf(row)]!.stage) as [string, string];
    counts.add({ trained, tested, kind, removed: true });
  }
  return counts.pairs;
}
