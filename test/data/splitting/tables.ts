import type { SplitName } from '../../../src/contracts/dataset.ts';
import type { SplitRule } from '../../../src/contracts/split-spec.ts';
import type { SplitRow } from '../../../src/data/split-keys.ts';
import { assignSides } from '../../../src/data/splitting/assign-sides.ts';
import { leakFindingOf } from '../../../src/data/splitting/find-leaks.ts';
import { LedgerReader } from '../../../src/data/splitting/ledger.ts';
import { sideNames } from '../../../src/data/splitting/sides.ts';
import { splitStages } from '../../../src/data/splitting/split-stages.ts';
import { SplitTable } from '../../../src/data/splitting/split-table.ts';

export interface StageRows {
  stage: string;
  rows: readonly SplitRow[];
}

export function tableOf(stages: readonly StageRows[], salt: string): SplitTable {
  const table = new SplitTable(salt);
  for (const { stage, rows } of stages) {
    table.startStage(stage);
    for (const row of rows) table.add(row);
  }
  return table;
}

/** A row of one prompt, to be split, with whatever else is named. */
export function rowOf(prompt: string, rest: Partial<SplitRow> = {}): SplitRow {
  return { prompt, group: null, given: null, file: 'f', line: 1, ...rest };
}

/** Sides of rows of one stage, before any is dropped. */
export function sidesOf(rows: readonly SplitRow[], rule: SplitRule): SplitName[] {
  return Array.from(assignSides(tableOf([{ stage: 's', rows }], rule.salt), rule), (side) => sideNames[side]!);
}

export interface SplitOutcome {
  /** By stage and row; null = dropped. */
  sides: (SplitName | null)[][];
  dropped: { file: string; line: number; rule: string; message: string }[][];
  assignment: string;
  /** Lines of the ledger. */
  ledger: unknown[];
  report: ReturnType<typeof splitStages>['report'];
}

/** Splits as a run does, after an earlier run's ledger where there is one. */
export function splitAll(stages: readonly StageRows[], rule: SplitRule, earlier?: readonly unknown[]): SplitOutcome {
  const table = tableOf(stages, rule.salt);
  if (earlier !== undefined) {
    const reader = new LedgerReader('earlier');
    for (const line of earlier) {
      const entry = reader.read(line);
      if (entry !== null) table.know(entry.digest, entry.side);
    }
    reader.end();
  }
  const { sides, leakOf, ledger, report } = splitStages(table, rule);
  const droppedFrom = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, at) => from + at).flatMap((row) => {
      const leak = leakOf(row);
      if (leak === undefined) return [];
      const { file, line, rule: found, message } = leakFindingOf(table, row, leak);
      return [{ file, line, rule: found, message }];
    });
  return {
    sides: stages.map((_, stage) =>
      Array.from(sides.subarray(table.stages[stage]!.start, table.endOf(stage)), (side) => sideNames[side] ?? null),
    ),
    dropped: stages.map((_, stage) => droppedFrom(table.stages[stage]!.start, table.endOf(stage))),
    assignment: ledger.assignment,
    ledger: [...ledger.lines()],
    report,
  };
}

/** The same items in an order that the keys decide. */
export function shuffled<T>(items: readonly T[], keys: Iterator<number>): T[] {
  return items
    .map((item) => ({ item, key: keys.next().value as number }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ item }) => item);
}
