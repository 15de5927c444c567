import type { ContaminationPair, DataReport, DatasetReport, SplitEvidence } from '../../contracts/data-report.ts';
import { count, counted, percent } from '../numbers.ts';

export interface Verdict {
  kind: 'pass' | 'fail' | 'unclear';
  text: string;
}

/** Sum over datasets of any number of theirs. */
export function overall(report: Pick<DataReport, 'datasets'>, of: (dataset: DatasetReport) => number): number {
  return report.datasets.reduce((sum, dataset) => sum + of(dataset), 0);
}

export function sumOf(rows: Partial<Record<string, number>>): number {
  return Object.values(rows).reduce<number>((sum, value) => sum + (value ?? 0), 0);
}

/** Share of a number that may be of nothing. */
export function shareText(part: number, of: number): string {
  return of === 0 ? '–' : percent(part / of);
}

/** Whether what is trained on is also tested on, by the evidence of the split. */
export function splitVerdict(split: SplitEvidence): Verdict {
  const crossing = [
    [split.sharedGroups, 'group'],
    [split.exactDuplicates, 'equal prompt'],
    [split.nearDuplicates ?? 0, 'near-duplicate'],
    [split.ledgerConflicts, 'group moved against the ledger', 'groups moved against the ledger'],
  ] as const;
  const found = crossing.flatMap(([value, one, many]) => (value === 0 ? [] : [counted(value, one, many)]));
  if (found.length > 0) return { kind: 'fail', text: `across the sides: ${found.join(', ')}` };
  return split.nearDuplicates === null
    ? { kind: 'unclear', text: 'no group and no equal prompt crosses; near-duplicates were not looked for' }
    : { kind: 'pass', text: 'nothing that is trained on is tested on' };
}

/** Rows of a pair that were found and are still there. Shared runs of words are told, and refuse nothing. */
export function remaining({ exactRows, nearRows, removedRows }: ContaminationPair): number {
  return Math.max(0, Math.max(exactRows, nearRows) - removedRows);
}

export function contaminationVerdict(pairs: readonly ContaminationPair[]): Verdict {
  const left = pairs.filter((pair) => remaining(pair) > 0);
  if (left.length === 0) return { kind: 'pass', text: 'nothing left that crosses' };
  return { kind: 'fail', text: `${counted(left.length, 'pair')} with rows that cross` };
}

/** Whether a run over these rows would go on. */
export function dataVerdict(report: DataReport): Verdict {
  const refused = overall(report, ({ counts }) => sumOf(counts.refused));
  const isSplitSound = report.split === null || splitVerdict(report.split).kind !== 'fail';
  const isClean = contaminationVerdict(report.contamination).kind === 'pass';
  const isReady = report.refusals.length === 0 && refused === 0 && isSplitSound && isClean;
  return isReady ? { kind: 'pass', text: 'ready' } : { kind: 'fail', text: 'refused' };
}

/** What came of the preparation, in one sentence. */
export function dataHeadline(report: DataReport): string {
  const read = overall(report, ({ counts }) => counts.read);
  const kept = overall(report, ({ counts }) => counts.kept);
  const refused = overall(report, ({ counts }) => sumOf(counts.refused));
  const out = overall(report, ({ counts }) => sumOf(counts.dropped));
  if (read === 0) return dataVerdict(report).kind === 'pass' ? 'There was no row to prepare.' : 'Refused: there was no row to prepare.';
  const rows = `${count(kept)} of ${counted(read, 'row')} ${kept === 1 ? 'is' : 'are'} fit to be learned from`;
  const left = out === 0 ? 'none was dropped' : `${count(out)} ${out === 1 ? 'was' : 'were'} dropped, each for a reason that stands below`;
  if (dataVerdict(report).kind === 'pass') return `${rows}; ${left}.`;
  const why =
    refused > 0
      ? `${counted(refused, 'row')} ${refused === 1 ? 'breaks' : 'break'} a rule that ends the run`
      : report.refusals.length > 0
        ? counted(report.refusals.length, 'rule of the run is not met', 'rules of the run are not met')
        : 'rows cross between training and test';
  return `Refused: ${why}. ${rows}; ${left}.`;
}
