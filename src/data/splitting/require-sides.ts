import { AnnealFailure } from '../../contracts/failure.ts';
import type { SplitRule } from '../../contracts/split-spec.ts';
import { placeRows } from './place-rows.ts';
import { noSide, sideNames } from './sides.ts';
import type { SideCounts } from './size-warnings.ts';
import type { SplitTable } from './split-table.ts';

/** Salts tried to find one that leaves no side empty, for the failure's advice. */
const triedSalts = 50;

interface PlacedStages {
  table: SplitTable;
  rule: SplitRule;
  counts: readonly SideCounts[];
  /** The sides of some rows are those of an earlier run; another salt would lose them. */
  hasLedger: boolean;
}

/** @throws DatasetRejected when a side of a stage has no row, with counts and what would help */
export function requireAllSides(placed: PlacedStages): void {
  const { table, counts } = placed;
  const stage = counts.findIndex(hasEmptySide);
  if (stage === -1) return;
  const poor = counts[stage]!;
  const rows = poor.train + poor.validation + poor.test + poor.dropped;
  const groups = countGroups(table, stage);
  const leaks = counts.reduce((sum, { dropped }) => sum + dropped, 0);
  const found = sideNames.map((side) => `${side} ${poor[side]}`).join(', ');
  const leaked = leaks === 0 ? '' : ` ${leaks} rows were dropped as leaks.`;
  const { train, validation, test } = poor;
  throw new AnnealFailure(
    'DatasetRejected',
    `Splitting leaves stage "${poor.stage}" without rows on one side: ${found}, from ${rows} rows in ${groups} groups.${leaked} Every side needs a row, and a group is never cut. ${advice(placed, stage, groups)}`,
    { details: { stage: poor.stage, groups, leaks, train, validation, test } },
  );
}

function hasEmptySide({ train, validation, test }: SideCounts): boolean {
  return Math.min(train, validation, test) === 0;
}

function countGroups(table: SplitTable, stage: number): number {
  const seen = new Set<number>();
  for (let row = table.stages[stage]!.start; row < table.endOf(stage); row += 1) seen.add(table.nameOf(row));
  return seen.size;
}

function advice({ table, rule, hasLedger }: PlacedStages, stage: number, groups: number): string {
  for (let row = table.stages[stage]!.start; row < table.endOf(stage); row += 1) {
    if (table.given.at(row) !== noSide) return 'Give the ready-made splits rows of their own that no test or validation file repeats.';
  }
  if (groups < sideNames.length)
    return `Give at least ${sideNames.length} groups (better 100 or more), or ready-made {train, validation, test}.`;
  if (Math.min(rule.train, rule.validation, rule.test) === 0)
    return 'Give split.train, split.validation and split.test a share above 0 each.';
  const salt = hasLedger ? null : suggestSalt(table, rule);
  const other = salt === null ? 'larger split.validation and split.test' : `split.salt "${salt}", which fills all sides`;
  return `Give more rows, set ${other}, or give ready-made {train, validation, test}.`;
}

/** A salt near the given one that leaves no side empty; with many rows, an empty side comes from shares or groups, not from bad luck. */
function suggestSalt(table: SplitTable, rule: SplitRule): string | null {
  for (let number = 2; number <= triedSalts; number += 1) {
    const salt = `${rule.salt}/${number}`;
    const salted = table.withSalt(salt);
    if (salted === null) return null;
    if (!placeRows(salted, { ...rule, salt }).counts.some(hasEmptySide)) return salt;
  }
  return null;
}
