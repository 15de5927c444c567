import type { RowFinding } from '../../contracts/row-finding.ts';
import type { ValidationSpec } from '../../contracts/validation-spec.ts';
import type { RowCounts } from '../../contracts/dataset.ts';
import { AnnealFailure } from '../../contracts/failure.ts';

/** Fewer rows teach no model anything, and a side of the split is left empty: OpenAI's fine-tuning asks for as many. */
export const leastRows = 10;

/** Rows that a failure's message names one by one. */
const namedRows = 10;

/** Remembers what ends the run: the first findings with action `fail`, and how many there are by rule. */
export class FailingRows {
  #rows = 0;
  readonly #rules = new Map<string, number>();
  readonly #first: RowFinding[] = [];

  add(findings: readonly RowFinding[]): void {
    const failing = findings.filter(({ action }) => action === 'fail');
    if (failing.length > 0) this.#rows += 1;
    for (const finding of failing) {
      this.#rules.set(finding.rule, (this.#rules.get(finding.rule) ?? 0) + 1);
      if (this.#first.length < namedRows) this.#first.push(finding);
    }
  }

  /** DatasetRejected naming lines, rules and the setting that would change it; null where nothing ends the run. */
  failure(dataset: string): AnnealFailure | null {
    if (this.#rows === 0) return null;
    const rules = [...this.#rules].map(([rule, count]) => `${rule} ${count}`).join(', ');
    const places = this.#first.map(({ file, line, message }) => `${file}:${line}: ${message}`).join('; ');
    return new AnnealFailure(
      'DatasetRejected',
      `Dataset "${dataset}": ${this.#rows} rows break a rule whose policy is "fail" (${rules}). First: ${places}. Mend the rows, or set the policy named in brackets to "drop" or "flag".`,
      { details: { dataset, rows: this.#rows, rules: Object.fromEntries(this.#rules) } },
    );
  }
}

/**
 * Why a run ends before training, where too little is left of its data; else null: a DatasetRejected naming the counts and
 * the setting.
 * @param leastOfBase what the base model needs; the spec's own number comes before it
 */
export function keptTooFew(
  dataset: string,
  counts: RowCounts,
  spec: Pick<ValidationSpec, 'minimumKeptShare' | 'minimumKeptRows'>,
  leastOfBase: number,
): AnnealFailure | null {
  const { read, kept, dropped } = counts;
  const rules = Object.entries(dropped)
    .toSorted(([, a], [, b]) => b - a)
    .map(([rule, count]) => `${rule} ${count}`)
    .join(', ');
  const where = rules === '' ? '' : ` Dropped: ${rules}.`;
  if (kept < spec.minimumKeptShare * read)
    return new AnnealFailure(
      'DatasetRejected',
      `Dataset "${dataset}": ${kept} of ${read} rows are left (${((100 * kept) / read).toFixed(1)} %); at least ${100 * spec.minimumKeptShare} % must be (validation.minimumKeptShare).${where} Look at the list of findings: mend the rows, or the settings of the rules that drop them.`,
      { details: { dataset, ...counts, minimumKeptShare: spec.minimumKeptShare } },
    );
  const least = spec.minimumKeptRows ?? leastOfBase;
  if (kept >= least) return null;
  return new AnnealFailure(
    'DatasetRejected',
    `Dataset "${dataset}": ${kept} rows are left; ${spec.minimumKeptRows === null ? 'the base model needs' : 'the spec asks for'} ${least} (validation.minimumKeptRows).${where} Add rows, or mend those that were dropped.`,
    { details: { dataset, ...counts, minimumKeptRows: least } },
  );
}
