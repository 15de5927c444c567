import type { QuarantineReason } from '../../contracts/data-report.ts';
import type { RowCounts } from '../../contracts/dataset.ts';
import { AnnealFailure } from '../../contracts/failure.ts';
import type { RowFinding } from '../../contracts/row-finding.ts';
import { FindingTally } from './finding-tally.ts';
import type { ExcerptSource } from './mask-text.ts';

/** Dropped rows that a failure's message names one by one. */
const namedRows = 3;

/** Counts what a step of preparation keeps and keeps out, on top of what the steps before did. */
export class StepTally {
  readonly #before: RowCounts['dropped'];
  readonly #findings = new FindingTally();
  #kept = 0;
  #out = 0;

  /** @param before counts of the steps before: what they dropped stays counted, what they kept is counted anew */
  constructor(before?: RowCounts) {
    this.#before = before?.dropped ?? {};
  }

  /** @param kept whether the row goes on; @param source the text that a finding is about, asked for where it is shown */
  add(kept: boolean, findings: readonly RowFinding[], source: (finding: RowFinding) => ExcerptSource | null): void {
    if (kept) this.#kept += 1;
    else this.#out += 1;
    for (const finding of findings) this.#findings.add(finding, () => source(finding));
  }

  /** Rows that go on and of which nothing is told. */
  addSilent(rows: number): void {
    this.#kept += rows;
  }

  /** read = kept + the sum of dropped, of which each row counts at the first rule in RowRule's order. */
  counts(): RowCounts {
    const { dropped, refused } = this.#findings.counts(this.#kept + this.#out);
    const all = new Map(Object.entries(this.#before));
    for (const [rule, rows] of [...Object.entries(dropped), ...Object.entries(refused)]) all.set(rule, (all.get(rule) ?? 0) + rows);
    const sorted = [...all].toSorted(([a], [b]) => (a < b ? -1 : 1));
    const read = this.#kept + sorted.reduce((sum, [, rows]) => sum + rows, 0);
    return { read, kept: this.#kept, dropped: Object.fromEntries(sorted) };
  }

  /** The first rows of each rule that kept one out in this step. */
  quarantine(): QuarantineReason[] {
    return this.#findings.quarantine();
  }

  /** DatasetRejected where no row was kept, else null. @param dataset name for the message */
  emptiness(dataset: string): AnnealFailure | null {
    if (this.#kept > 0) return null;
    const counts = this.counts();
    const rules = Object.entries(counts.dropped).map(([rule, count]) => `${rule} ${count}`);
    const places = this.quarantine()
      .flatMap(({ samples }) => samples)
      .toSorted((a, b) => (a.file < b.file || (a.file === b.file && a.line < b.line) ? -1 : 1))
      .slice(0, namedRows)
      .map(({ file, line, message }) => `${file}:${line}: ${message}`);
    const what = counts.read === 0 ? 'it holds no row at all' : `all ${counts.read} rows were dropped (${rules.join(', ')})`;
    const where = places.length === 0 ? '' : ` First: ${places.join('; ')}.`;
    return new AnnealFailure(
      'DatasetRejected',
      `Dataset "${dataset}" has no usable row: ${what}.${where} Mend the rows, change the setting where one is named, or point the stage at another file. A row is one JSON object: {input, output}, {messages} or {prompt, completion}.`,
      { details: { dataset, ...counts } },
    );
  }
}
