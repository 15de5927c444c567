import type { CleaningSpec } from '../contracts/cleaning-spec.ts';
import type { ColumnMapping } from '../contracts/dataset-reading.ts';
import type { Row } from '../contracts/row.ts';
import type { RowFinding } from '../contracts/row-finding.ts';
import { nameRow, readRow, type UnnamedRow } from './canonical-row.ts';
import { cleanDomain, type DomainCleanerModule } from './cleaning/clean-domain.ts';
import { cleanRow } from './cleaning/clean-row.ts';
import { formatRow, type Formatting } from './formatting/format-row.ts';
import type { RowScreener } from './pii/screen-row.ts';
import type { PiiSpan } from './pii/span.ts';
import type { InputRecord } from './reading/input-record.ts';
import { writtenFields } from './reading/written-fields.ts';
import { writtenPlaces } from './reading/written-row.ts';
import { refusalFinding } from './refusal.ts';
import { refuseUntrainable } from './trainable-row.ts';

/** All that decides what becomes of a row before others are looked at. */
export interface RowCleaning {
  cleaning: CleaningSpec;
  columns?: ColumnMapping | undefined;
  domain: DomainCleanerModule | null;
  screen: RowScreener;
  formatting: Formatting;
  /** Refuses rows that hold more than text: tools, calls, preference pairs. */
  textOnly: boolean;
}

/** A row, or null where it goes no further; then a finding says why. */
export interface CleanedRow<R> {
  row: R | null;
  findings: RowFinding[];
}

/** What stands in a file as a row with clean texts: shape, characters, markup, the domain's own cleaning. */
export function cleanRecord(
  record: InputRecord,
  file: string,
  { cleaning, columns, domain }: Pick<RowCleaning, 'cleaning' | 'columns' | 'domain'>,
): CleanedRow<UnnamedRow> {
  const source = { file, line: record.line };
  if ('rule' in record) return refused(refusalFinding(record, source));
  const written = readRow(record.value, source, columns);
  if ('rule' in written) return refused(refusalFinding(written, source));
  const place = { ...source, fieldOf: writtenFields(record.value, columns) };
  const { row, findings } = cleanRow(written, place, cleaning);
  if (domain === null) return { row, findings };
  const cleaned = cleanDomain(row, domain, place, cleaning);
  return { row: cleaned.row, findings: [...findings, ...cleaned.findings] };
}

/**
 * A clean row without what must not be known, formatted, and named by what is left of it.
 * @param value what the row was read from, to which findings point
 * @param detected what a detector found beside, by path of the text
 */
export function screenRow(
  row: UnnamedRow,
  value: unknown,
  { screen, formatting, textOnly, columns }: Pick<RowCleaning, 'screen' | 'formatting' | 'textOnly' | 'columns'>,
  detected?: ReadonlyMap<string, readonly PiiSpan[]>,
): CleanedRow<Row> {
  const screened = screen(row, detected, writtenPlaces(value, columns));
  const { findings } = screened;
  if (screened.row === null) return { row: null, findings };
  const formatted = formatRow(screened.row, formatting);
  if ('finding' in formatted) return { row: null, findings: [...findings, formatted.finding] };
  const named = nameRow(formatted.row);
  const refusal = 'rule' in named ? named : textOnly ? refuseUntrainable(named) : null;
  if (refusal !== null) return { row: null, findings: [...findings, refusalFinding(refusal, row.source)] };
  return { row: named as Row, findings };
}

function refused(finding: RowFinding): CleanedRow<never> {
  return { row: null, findings: [finding] };
}
