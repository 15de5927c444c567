import type { DuplicatesSpec } from '../../contracts/duplicates-spec.ts';
import type { Sketches } from '../duplicates/sketches.ts';
import { subjectOf, type Leak } from './find-contamination.ts';
import { crossing, rankOf, sideOrder, type PlacedSketches } from './placed-rows.ts';
import { RunFilter } from './run-filter.ts';
import { RunTable } from './run-table.ts';
import { TokenRuns } from './token-runs.ts';

/** Words of a run, as in GPT-3's decontamination (Brown et al. 2020, appendix C) and in lm-eval. */
export const overlapWords = 13;
/** A measured row of fewer words is looked for as a whole, down to this length (GPT-3's shortest); shorter ones occur by themselves and count only when a prompt is equal. */
export const shortestWhole = 8;
/** Runs that more train rows hold are wording of the data, not a leak (the same source). */
const mostTrainRows = 10;

/**
 * Rows that share runs of 13 words, over prompt and answer together, with a row of a higher side of any stage
 * (train < validation < test): one leak for each row that would give, with the row that it shares most with, and the share of
 * the measured row's runs in (0, 1]. Measured rows leave two bytes a run in filters; only runs that stand on two sides
 * are kept themselves.
 */
export function findOverlaps(
  placed: PlacedSketches,
  { gives, overlapShare }: Pick<DuplicatesSpec['contamination'], 'gives' | 'overlapShare'>,
): Leak[] {
  const measured = filterMeasured(placed);
  if (measured.sizes.length === 0) return [];
  const { table, lower } = collectShared(placed, measured);
  addHolders(placed, table);
  const found = new Map<number, Leak>();
  for (const row of lower) {
    for (const [other, count] of sharedWith(placed, table, measured.sizes, row)) {
      const score = Math.min(1, count / runCount(placed.sketches, other));
      const leak: Leak = { learned: row, measured: other, kind: 'overlap', score };
      const subject = subjectOf(placed, leak, gives);
      if (score >= overlapShare && score > (found.get(subject)?.score ?? 0)) found.set(subject, leak);
    }
  }
  return [...found].toSorted(([a], [b]) => a - b).map(([, leak]) => leak);
}

interface Measured {
  /** By rank of a lower side: the runs of all sides above it. */
  above: RunFilter[];
  /** Lengths of runs: 13, and of measured rows that are looked for as a whole. Empty when nothing is measured. */
  sizes: number[];
}

const runs = new TokenRuns();

function filterMeasured(placed: PlacedSketches): Measured {
  const { sketches } = placed;
  const ranks = sideOrder.map((_, rank) => rank);
  const counts = ranks.map(() => 0);
  for (let row = 0; row < sketches.rows; row += 1)
    for (let lower = rankOf(placed, row) - 1; lower >= 0; lower -= 1) counts[lower]! += runCount(sketches, row);
  const above = counts.map((count) => new RunFilter(count));
  const sizes = new Set<number>();
  for (let row = 0; row < sketches.rows; row += 1) {
    const rank = rankOf(placed, row);
    if (rank === 0 || !fillMeasured(sketches, row)) continue;
    sizes.add(measuredSize(sketches, row));
    for (let at = 0; at < runs.length; at += 1) for (let lower = 0; lower < rank; lower += 1) above[lower]!.add(runs.numbers[at]!);
  }
  return { above, sizes: [...sizes].toSorted((a, b) => b - a) };
}

/** Runs of lower rows that a measured row may hold, and the rows that have any. */
function collectShared(placed: PlacedSketches, { above, sizes }: Measured): { table: RunTable; lower: number[] } {
  const table = new RunTable();
  const lower: number[] = [];
  for (let row = 0; row < placed.sketches.rows; row += 1) {
    const rank = rankOf(placed, row);
    if (rank === sideOrder.length - 1) continue;
    const [filter, tokens] = [above[rank]!, ownTokens(placed.sketches, row)];
    let shares = false;
    for (const size of sizes) {
      runs.fill(tokens, size);
      for (let at = 0; at < runs.length; at += 1) {
        if (!filter.may(runs.numbers[at]!)) continue;
        const id = table.intern(runs.numbers[at]!);
        if (id === -1) continue;
        shares = true;
        if (rank === 0) table.countTrainRow(id, row);
      }
    }
    if (shares) lower.push(row);
  }
  return { table, lower };
}

function addHolders(placed: PlacedSketches, table: RunTable): void {
  for (let row = 0; row < placed.sketches.rows; row += 1) {
    if (rankOf(placed, row) === 0 || !fillMeasured(placed.sketches, row)) continue;
    for (let at = 0; at < runs.length; at += 1) {
      const id = table.find(runs.numbers[at]!);
      if (id !== -1 && table.trainRows(id) <= mostTrainRows) table.addHolder(id, row);
    }
  }
}

/** How many runs a lower row shares with each measured one. */
function sharedWith(placed: PlacedSketches, table: RunTable, sizes: readonly number[], row: number): Map<number, number> {
  const tokens = ownTokens(placed.sketches, row);
  const own = new Set<number>();
  for (const size of sizes) {
    runs.fill(tokens, size);
    for (let at = 0; at < runs.length; at += 1) {
      const id = table.find(runs.numbers[at]!);
      if (id !== -1 && table.trainRows(id) <= mostTrainRows) own.add(id);
    }
  }
  const shared = new Map<number, number>();
  for (const id of own) {
    for (const other of table.holders(id)) {
      const cross = crossing(placed, row, other);
      if (cross !== null && cross[0] === row) shared.set(other, (shared.get(other) ?? 0) + 1);
    }
  }
  return shared;
}

/** Runs of a measured row: of 13 words, or the whole of a shorter one. @returns false where it is too short */
function fillMeasured(sketches: Sketches, row: number): boolean {
  const size = measuredSize(sketches, row);
  if (size < shortestWhole) return false;
  runs.fill(ownTokens(sketches, row), size);
  return true;
}

function measuredSize(sketches: Sketches, row: number): number {
  return Math.min(overlapWords, sketches.partLength(row, 1) + sketches.partLength(row, 2));
}

/** Prompt and answer without instructions. */
function ownTokens(sketches: Sketches, row: number): Uint32Array {
  return sketches.readTokens(row).subarray(sketches.partLength(row, 0));
}

function runCount(sketches: Sketches, row: number): number {
  const tokens = sketches.partLength(row, 1) + sketches.partLength(row, 2);
  return Math.max(1, tokens - overlapWords + 1);
}
