import { hash } from 'node:crypto';
import type { DroppedRow, SplitName } from '../contracts/dataset.ts';
import { AnnealFailure } from '../contracts/failure.ts';
import type { Plan } from '../contracts/plan.ts';
import { assignSides } from './assign-sides.ts';
import { findLeaks, type PlacedRow } from './find-leaks.ts';
import { groupKey, type SplitRow } from './split-keys.ts';

export interface StageRows {
  stage: string;
  rows: readonly SplitRow[];
}

/** Where every row of a stage goes, in the order of its rows; `null` = dropped as a leak. */
export interface StageSides {
  sides: (SplitName | null)[];
  dropped: DroppedRow[];
}

export interface StageSplit {
  stages: StageSides[];
  /** SHA-256 over the sorted pairs (hash of the group key, side) of all kept rows. */
  ledger: string;
}

const names: readonly SplitName[] = ['train', 'validation', 'test'];
/** Salts tried to find one that leaves no side empty, for the failure's advice. */
const triedSalts = 50;
/** With more rows than this, an empty side comes from shares or groups, not from bad luck. */
const luckyRows = 20_000;

/**
 * Splits all stages together, so that nothing that one stage is tested on is trained on by another.
 * @throws DatasetRejected when a split of a stage is left empty
 */
export function splitStages(stages: readonly StageRows[], split: Plan['split']): StageSplit {
  const placed = placeRows(stages, split);
  const leaks = findLeaks(placed);
  const kept = placed.filter((_, index) => leaks[index] === null);
  requireAllSides(stages, kept, leaks.length - kept.length, split);
  return { stages: cutIntoStages(stages, placed, leaks), ledger: ledgerHash(kept) };
}

function placeRows(stages: readonly StageRows[], split: Plan['split']): PlacedRow[] {
  const sides = assignSides(
    stages.flatMap(({ rows }) => rows),
    split,
  );
  let next = 0;
  return stages.flatMap(({ stage, rows }) => rows.map((row) => ({ row, stage, side: sides[next++]! })));
}

function cutIntoStages(stages: readonly StageRows[], placed: readonly PlacedRow[], leaks: readonly (string | null)[]): StageSides[] {
  let start = 0;
  return stages.map(({ rows }) => {
    const own = placed.slice(start, start + rows.length);
    const reasons = leaks.slice(start, start + rows.length);
    start += rows.length;
    return {
      sides: own.map(({ side }, index) => (reasons[index] === null ? side : null)),
      dropped: own.flatMap(({ row: { file, line } }, index) =>
        reasons[index] == null ? [] : [{ file, line, rule: 'leak' as const, reason: reasons[index] }],
      ),
    };
  });
}

function ledgerHash(rows: readonly PlacedRow[]): string {
  const pairs = new Set(rows.map(({ row, side }) => `${hash('sha256', groupKey(row))} ${side}\n`));
  return hash('sha256', [...pairs].toSorted().join(''));
}

function requireAllSides(stages: readonly StageRows[], kept: readonly PlacedRow[], leaks: number, split: Plan['split']): void {
  const counts = countSides(kept);
  const poor = stages.find(({ stage }) => names.some((side) => sideCount(counts, stage, side) === 0));
  if (poor === undefined) return;
  const found = names.map((side) => `${side} ${sideCount(counts, poor.stage, side)}`).join(', ');
  const groups = new Set(poor.rows.map(groupKey)).size;
  const leaked = leaks === 0 ? '' : ` ${leaks} rows were dropped as leaks.`;
  throw new AnnealFailure(
    'DatasetRejected',
    `Splitting leaves stage "${poor.stage}" without rows on one side: ${found}, from ${poor.rows.length} rows in ${groups} groups.${leaked} Every side needs a row, and a group is never cut. ${advice(stages, poor, groups, split)}`,
    {
      details: {
        stage: poor.stage,
        groups,
        leaks,
        ...Object.fromEntries(names.map((side) => [side, sideCount(counts, poor.stage, side)])),
      },
    },
  );
}

function advice(stages: readonly StageRows[], poor: StageRows, groups: number, split: Plan['split']): string {
  if (poor.rows.some((row) => row.given !== null))
    return 'Give the ready-made splits rows of their own that no test or validation file repeats.';
  if (groups < names.length) return `Give at least ${names.length} groups (better 100 or more), or ready-made {train, validation, test}.`;
  if (Math.min(split.train, split.validation, split.test) === 0)
    return 'Give split.train, split.validation and split.test a share above 0 each.';
  const salt = poor.rows.length > luckyRows ? null : suggestSalt(stages, split);
  const other = salt === null ? 'larger split.validation and split.test' : `split.salt "${salt}", which fills all sides`;
  return `Give more rows, set ${other}, or give ready-made {train, validation, test}.`;
}

/** A salt near the given one that leaves no side empty. */
function suggestSalt(stages: readonly StageRows[], split: Plan['split']): string | null {
  for (let number = 2; number <= triedSalts; number += 1) {
    const salt = `${split.salt}/${number}`;
    const placed = placeRows(stages, { ...split, salt });
    const leaks = findLeaks(placed);
    const counts = countSides(placed.filter((_, index) => leaks[index] === null));
    if (stages.every(({ stage }) => names.every((side) => sideCount(counts, stage, side) > 0))) return salt;
  }
  return null;
}

function countSides(rows: readonly PlacedRow[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { stage, side } of rows) counts.set(`${stage}\0${side}`, (counts.get(`${stage}\0${side}`) ?? 0) + 1);
  return counts;
}

function sideCount(counts: Map<string, number>, stage: string, side: SplitName): number {
  return counts.get(`${stage}\0${side}`) ?? 0;
}
