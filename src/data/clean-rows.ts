import type { ColumnMapping } from '../contracts/dataset-reading.ts';
import type { DroppedRow } from '../contracts/dataset.ts';
import type { Row } from '../contracts/row.ts';
import { canonicalRow } from './canonical-row.ts';
import type { InputRecord } from './reading/input-record.ts';
import type { Refusal } from './refusal.ts';
import { refuseUntrainable } from './trainable-row.ts';

/** A row that goes on, or the entry that says why it does not. */
export type RowOutcome = { row: Row } | { dropped: DroppedRow };

/**
 * Rows seen so far, to find exact duplicates: 16 bytes of each row's hash (about 100 bytes of memory a row) and where it stood.
 * One for all files of a dataset that go to one place; the same row in two ready-made splits is a leak, found when splitting.
 */
export class SeenRows {
  readonly #places = new Map<string, { file: string; line: number }>();

  /** Where this row stood first; `null` and remembered when it is new. */
  firstPlace(row: Row): { file: string; line: number } | null {
    const key = Buffer.from(row.id.slice(0, 32), 'hex').toString('latin1');
    const place = this.#places.get(key);
    if (place === undefined) this.#places.set(key, row.source);
    return place ?? null;
  }
}

/** Turns what stands in a file into canonical rows; whatever does not become one is listed with line, rule and reason. */
export async function* cleanRows(
  records: AsyncIterable<InputRecord[]>,
  file: string,
  seen: SeenRows,
  columns?: ColumnMapping,
): AsyncGenerator<RowOutcome[]> {
  for await (const batch of records) yield batch.map((record) => cleanRecord(record, file, seen, columns));
}

function cleanRecord(record: InputRecord, file: string, seen: SeenRows, columns?: ColumnMapping): RowOutcome {
  const source = { file, line: record.line };
  const row = 'value' in record ? trainableRow(record.value, source, columns) : record;
  if ('rule' in row) return { dropped: { ...source, rule: row.rule, reason: row.reason } };
  const first = seen.firstPlace(row);
  return first === null
    ? { row }
    : { dropped: { ...source, rule: 'exact-duplicate', reason: `same as line ${first.line} of ${first.file}` } };
}

function trainableRow(value: unknown, source: Row['source'], columns?: ColumnMapping): Row | Refusal {
  const row = canonicalRow(value, source, columns);
  return 'rule' in row ? row : (refuseUntrainable(row) ?? row);
}
