import type { SplitReport, SplitWarning } from '../../contracts/split-proof.ts';
import type { SplitRule } from '../../contracts/split-spec.ts';
import type { Leak, Leaks } from './find-leaks.ts';
import { Ledger } from './ledger.ts';
import { countSides, placeRows } from './place-rows.ts';
import { requireAllSides } from './require-sides.ts';
import { noSide } from './sides.ts';
import { sizeWarnings, type SideCounts } from './size-warnings.ts';
import type { SplitTable } from './split-table.ts';
import { stratumReports } from './strata.ts';

/** Share of a stage's rows that a ledger may cost before it is worth a word. */
const costlyLedger = 0.05;

/** Where every row goes. */
export interface StageSplit {
  /** By row, over all stages in order: number of its side, or `droppedSide`. */
  sides: Int8Array;
  counts: SideCounts[];
  /** Why a row was dropped for what ties it to others; `undefined` = it was not. */
  leakOf: (row: number) => Leak | undefined;
  ledger: Ledger;
  report: SplitReport;
}

export interface OtherLosses {
  /** Rows of each stage that went before the table was made. */
  gone?: readonly number[];
  /** Looks at the sides and writes `droppedSide` for further rows that must go. */
  takeOut?: (sides: Int8Array) => void;
}

/**
 * Splits all stages together, so that nothing that one stage is tested on is trained on by another.
 * @throws DatasetRejected when a split of a stage is left empty
 */
export function splitStages(table: SplitTable, rule: SplitRule, { gone, takeOut }: OtherLosses = {}): StageSplit {
  const { sides, leaks, counts } = placeRows(table, rule);
  const hasEarlier = hasLedger(table);
  const withGone = (found: SideCounts[]) => found.map((stage, number) => ({ ...stage, dropped: stage.dropped + (gone?.[number] ?? 0) }));
  requireAllSides({ table, rule, counts: withGone(counts), hasLedger: hasEarlier });
  takeOut?.(sides);
  const left = takeOut === undefined ? withGone(counts) : withGone(countSides(table, sides));
  requireAllSides({ table, rule, counts: left, hasLedger: hasEarlier });
  return {
    sides,
    counts: left,
    leakOf: (row) => leaks.get(row),
    ledger: new Ledger(table, sides),
    report: { ...stratumReports(table, sides, rule), warnings: [...sizeWarnings(left), ...ledgerWarnings(table, leaks)] },
  };
}

function hasLedger({ known }: SplitTable): boolean {
  for (let link = 0; link < known.length; link += 1) if (known.at(link) !== noSide) return true;
  return false;
}

function ledgerWarnings(table: SplitTable, leaks: Leaks): SplitWarning[] {
  const dropped = new Int32Array(table.stages.length);
  for (const row of leaks.keys()) if (table.given.at(row) === noSide) dropped[table.stageOf(row)]! += 1;
  return table.stages.flatMap(({ stage, start }, number) => {
    const [rows, all] = [dropped[number]!, table.endOf(number) - start];
    if (rows <= all * costlyLedger) return [];
    const message = `Stage "${stage}" lost ${rows} of ${all} rows to the ledger: they are tied to rows that were tested on before. Were groups named anew, or is one prompt or near-duplicate in many groups? Another split.salt begins a new ledger (rows may then move from test to train).`;
    return [{ stage, side: null, rows, interval: null, message }];
  });
}
