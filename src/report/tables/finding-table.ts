import type { Estimate } from '../../contracts/evaluation-report.ts';
import type { Finding } from '../../contracts/finding.ts';
import { notMeasured } from '../numbers.ts';
import type { ReportTable } from './table.ts';

/** A measured number as it is written, or why it is missing. */
export interface Measured {
  finding: Finding;
  write: (estimate: Estimate) => string;
}

export interface FindingColumn<Item> {
  title: string;
  cell: (item: Item) => string | Measured;
  isNumeric?: boolean;
  /** A column in which every measured number is 0 is left out and named under the table. */
  isQuiet?: boolean;
}

/**
 * A table of which some numbers may be missing. A missing number is a dash with a letter, the letter's reason stands under
 * the table; a column in which every number is missing is left out and named there too.
 */
export function findingTable<Item>({
  caption,
  columns,
  items,
  notes = [],
}: {
  caption: string;
  columns: readonly FindingColumn<Item>[];
  items: readonly Item[];
  notes?: readonly string[];
}): ReportTable {
  const drawn = columns.map((column) => ({ ...column, cells: items.map(column.cell) }));
  const empty = drawn.filter(({ cells }) => cells.length > 0 && cells.every((cell) => reasonOf(cell) !== null));
  const quiet = drawn.filter(
    (column) => items.length > 0 && column.isQuiet === true && !empty.includes(column) && column.cells.every(isNothing),
  );
  const shown = drawn.filter((column) => !empty.includes(column) && !quiet.includes(column));
  const reasons = [...new Set(items.flatMap((_, row) => shown.flatMap(({ cells }) => reasonOf(cells[row]!) ?? [])))];
  const write = (cell: string | Measured) => (typeof cell === 'string' ? cell : written(cell, reasons));
  return {
    caption,
    head: shown.map(({ title }) => title),
    numeric: shown.flatMap(({ isNumeric }, index) => (isNumeric === true ? [index] : [])),
    rows: items.map((_, row) => shown.map(({ cells }) => write(cells[row]!))),
    notes: [
      ...reasons.map((reason, index) => `${markOf(index)} ${notMeasured}: ${reason}`),
      ...unmeasured(empty),
      ...(quiet.length === 0 ? [] : [`None of these: ${quiet.map(({ title }) => title.toLowerCase()).join(', ')}.`]),
      ...notes,
    ],
  };
}

/** Columns without a number, those of one reason together. */
function unmeasured(columns: readonly { title: string; cells: (string | Measured)[] }[]): string[] {
  const byReason = Map.groupBy(columns, ({ cells }) => [...new Set(cells.map(reasonOf))].join('; '));
  return [...byReason].map(([reason, alike]) => `${alike.map(({ title }) => title).join(', ')}: ${notMeasured}, ${reason}`);
}

function isNothing(cell: string | Measured): boolean {
  return typeof cell !== 'string' && (cell.finding.estimate?.mean ?? 0) === 0;
}

/** Why a cell has no number; null where it has one. */
function reasonOf(cell: string | Measured): string | null {
  return typeof cell === 'string' || cell.finding.estimate !== null ? null : (cell.finding.reason ?? 'no reason is known');
}

function written({ finding, write }: Measured, reasons: readonly string[]): string {
  return finding.estimate === null ? `– ${markOf(reasons.indexOf(finding.reason ?? 'no reason is known'))}` : write(finding.estimate);
}

/** (a), (b) … (z), (aa) */
function markOf(index: number): string {
  const letter = String.fromCodePoint('a'.codePointAt(0)! + (index % 26));
  return `(${letter.repeat(1 + Math.floor(index / 26))})`;
}
