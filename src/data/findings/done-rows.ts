import type { RowFinding } from '../../contracts/row-finding.ts';
import type { ExcerptSource } from './mask-text.ts';
import { QuarantineSamples, shownRows } from './quarantine-samples.ts';

/** A row that goes no further, or that something is told of. */
export interface ToldRow {
  kept: boolean;
  findings: RowFinding[];
  /** The texts of those findings that may be shown: finding's place in the list, and what it is about. */
  shown: [number, ExcerptSource | null][];
}

/** What became of some rows, as plain data, so that it can leave a thread. */
export interface DoneBatch {
  /** How many there were. */
  rows: number;
  /** Those that go on, as JSON lines in memory of their own. */
  lines: Uint8Array<ArrayBuffer>;
  linesKept: number;
  /** In their order. */
  told: ToldRow[];
}

/** Gathers what becomes of rows, one after the other. */
export class DoneRows {
  #rows = 0;
  #lines: string[] = [];
  #told: ToldRow[] = [];
  #samples = new QuarantineSamples(shownRows);

  /** @param row null where it goes no further; @param source the text that a finding is about, asked for where it may be shown */
  add(row: object | null, findings: RowFinding[], source: (finding: RowFinding) => ExcerptSource | null): void {
    this.#rows += 1;
    if (row !== null) this.#lines.push(`${JSON.stringify(row)}\n`);
    if (row === null || findings.length > 0) this.#told.push({ kept: row !== null, findings, shown: this.#shownOf(findings, source) });
  }

  /** What was added since this was last asked. */
  take(): DoneBatch {
    const lines = new TextEncoder().encode(this.#lines.join(''));
    const batch = { rows: this.#rows, lines, linesKept: this.#lines.length, told: this.#told };
    [this.#rows, this.#lines, this.#told, this.#samples] = [0, [], [], new QuarantineSamples(shownRows)];
    return batch;
  }

  /** The first rows of a rule among all rows are among its first ones here. */
  #shownOf(findings: readonly RowFinding[], source: (finding: RowFinding) => ExcerptSource | null): ToldRow['shown'] {
    const shown: ToldRow['shown'] = [];
    for (const [place, finding] of findings.entries()) {
      if (finding.action !== 'drop' && finding.action !== 'fail') continue;
      this.#samples.add(finding, () => {
        const about = source(finding);
        shown.push([place, about]);
        return null;
      });
    }
    return shown;
  }
}
