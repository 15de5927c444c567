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
 * Screens a row, and again for as long as that leaves something to clean: the address in "cafÃ©é@gmx.de" is all that speaks
 * against a repair of "cafÃ©". What is flagged stays where it is and is told once.
 */
function screenToEnd(
  row: UnnamedRow,
  value: unknown,
  { screen, cleaning, columns }: Pick<RowCleaning, 'screen' | 'cleaning' | 'columns'>,
  detected: ReadonlyMap<string, readonly PiiSpan[]> | undefined,
): CleanedRow<UnnamedRow> {
  const places = writtenPlaces(value, columns);
  let screened: CleanedRow<UnnamedRow> = screen(row, detected, places);
  const findings = [...screened.findings];
  for (let before = row; screened.row !== null && screened.row !== before;) {
    const cleaned = cleanRow(screened.row, { ...row.source, fieldOf: writtenFields(value, columns) }, cleaning);
    before = cleaned.row;
    if (before === screened.row) break;
    screened = screen(before, undefined, places);
    findings.push(...[...cleaned.findings, ...screened.findings].filter(({ action }) => action !== 'flag'));
  }
  return { row: screened.row, findings };
}

/**
 * A clean row without what must not be known, formatted, and named by what is left of it.
 * @param value what the row was read from, to which findings point
 * @param detected what a detector found beside, by path of the text
 */
export function screenRow(
  row: UnnamedRow,
  value: unknown,
  cleaning: Omit<RowCleaning, 'domain'>,
  detected?: ReadonlyMap<string, readonly PiiSpan[]>,
): CleanedRow<Row> {
  const { row: screened, findings } = screenToEnd(row, value, cleaning, detected);
  if (screened === null) return { row: null, findings };
  const formatted = formatRow(screened, cleaning.formatting);
  if ('finding' in formatted) return { row: null, findings: [...findings, formatted.finding] };
  const named = nameRow(formatted.row);
  const refusal = 'rule' in named ? named : cleaning.textOnly ? refuseUntrainable(named) : null;
  if (refusal !== null) return { row: null, findings: [...findings, refusalFinding(refusal, row.source)] };
  return { row: named as Row, findings };
}

function refused(finding: RowFinding): CleanedRow<never> {
  return { row: null, findings: [finding] };
}
