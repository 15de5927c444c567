import type { DroppedRow, DropRule, RowCounts } from '../contracts/dataset.ts';
import { AnnealFailure } from '../contracts/failure.ts';

/** Dropped rows that a failure's message names one by one. */
const namedRows = 3;

/** Counts rows while they stream by, and remembers the first dropped ones for a message. */
export class RowTally {
  #kept: number;
  readonly #dropped: Map<DropRule, number>;
  readonly #first: DroppedRow[] = [];

  /** @param before counts of an earlier step: what it dropped stays counted, what it kept is counted anew */
  constructor(before?: RowCounts) {
    this.#kept = 0;
    this.#dropped = new Map(Object.entries(before?.dropped ?? {}) as [DropRule, number][]);
  }

  keep(): void {
    this.#kept += 1;
  }

  drop(row: DroppedRow): void {
    this.#dropped.set(row.rule, (this.#dropped.get(row.rule) ?? 0) + 1);
    if (this.#first.length < namedRows) this.#first.push(row);
  }

  /** read = kept + the sum of dropped. */
  counts(): RowCounts {
    const dropped = [...this.#dropped].toSorted(([a], [b]) => (a < b ? -1 : 1));
    const read = this.#kept + dropped.reduce((sum, [, count]) => sum + count, 0);
    return { read, kept: this.#kept, dropped: Object.fromEntries(dropped) };
  }

  /**
   * @param dataset name for the message
   * @throws DatasetRejected when no row was kept
   */
  requireRows(dataset: string): void {
    if (this.#kept > 0) return;
    const counts = this.counts();
    const rules = Object.entries(counts.dropped)
      .map(([rule, count]) => `${rule} ${count}`)
      .join(', ');
    const places = this.#first.map((row) => `${row.file}:${row.line}: ${row.reason}`);
    const what = counts.read === 0 ? 'it holds no row at all' : `all ${counts.read} rows were dropped (${rules})`;
    const where = places.length === 0 ? '' : ` First: ${places.join('; ')}.`;
    throw new AnnealFailure(
      'DatasetRejected',
      `Dataset "${dataset}" has no usable row: ${what}.${where} Mend the rows, change the setting where one is named, or point the stage at another file. A row is one JSON object: {input, output}, {messages} or {prompt, completion}.`,
      {
        details: { dataset, ...counts },
      },
    );
  }
}
