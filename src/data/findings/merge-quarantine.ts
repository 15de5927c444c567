import type { QuarantineReason } from '../../contracts/data-report.ts';
import { RowRule } from '../../contracts/row-finding.ts';

/** Rows of a reason that are shown. */
const shown = 5;

/** Reasons of several steps as one list in the order of preparation. A row is kept out by one step alone. */
export function mergeQuarantine(steps: readonly (readonly QuarantineReason[])[]): QuarantineReason[] {
  return RowRule.options.flatMap((rule) => {
    const same = steps.flatMap((reasons) => reasons.filter((reason) => reason.rule === rule));
    if (same.length === 0) return [];
    const samples = same
      .flatMap((reason) => reason.samples)
      .toSorted((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1))
      .slice(0, shown);
    return [{ rule, rows: same.reduce((sum, { rows }) => sum + rows, 0), samples }];
  });
}
