import type { RowFinding } from '../../contracts/row-finding.ts';
import type { SplitReport, SplitWarning } from '../../contracts/split-proof.ts';
import type { SplitRule } from '../../contracts/split-spec.ts';
import { leakFindings, type Leaks } from './find-leaks.ts';
import { Ledger } from './ledger.ts';
import { placeRows } from './place-rows.ts';
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
  /** Why rows of a stage were dropped, in their order. */
  findings: (stage: number) => Generator<RowFinding>;
  ledger: Ledger;
  report: SplitReport;
}

/**
 * Splits all stages together, so that nothing that one stage is tested on is trained on by another.
 * @throws DatasetRejected when a split of a stage is left empty
 */
export function splitStages(table: SplitTable, rule: SplitRule): StageSplit {
  const { sides, leaks, counts } = placeRows(table, rule);
  requireAllSides({ table, rule, counts, hasLedger: hasLedger(table) });
  return {
    sides,
    counts,
    findings: (stage) => leakFindings(table, sides, leaks, stage),
    ledger: new Ledger(table, sides),
    report: { ...stratumReports(table, sides, rule), warnings: [...sizeWarnings(counts), ...ledgerWarnings(table, leaks)] },
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
