import type { SettledDuplicates } from '../../contracts/duplicates-spec.ts';
import type { RowAction, RowFinding } from '../../contracts/row-finding.ts';
import type { Duplicates } from './find-duplicates.ts';
import type { Place, Sketches } from './sketches.ts';

/** By which rule a row goes no further; `null` = nothing was found, or it is told only. */
export function duplicateRule(
  found: Duplicates,
  row: number,
  spec: SettledDuplicates,
): 'conflict' | 'exact-duplicate' | 'near-duplicate' | null {
  if (found.exact[row] !== -1) return spec.exact === 'drop' ? 'exact-duplicate' : null;
  if (found.near[row] !== -1 && spec.near.action === 'drop') return 'near-duplicate';
  return found.conflict[row] !== -1 && spec.conflicts !== 'flag' ? 'conflict' : null;
}

/** Findings about one row, none of which holds text of it: a conflict, and a duplicate of whichever kind. */
export function duplicateFindings(sketches: Sketches, found: Duplicates, row: number, spec: SettledDuplicates): RowFinding[] {
  const findings: RowFinding[] = [];
  const { file, line } = sketches.place(row);
  const add = (rule: RowFinding['rule'], action: RowAction, message: string, score?: number) =>
    findings.push({ file, line, rule, severity: severityOf(action), action, message, ...(score === undefined ? {} : { score }) });
  const [conflict, exact, near] = [found.conflict[row]!, found.exact[row]!, found.near[row]!];
  if (conflict !== -1) add('conflict', spec.conflicts, conflictMessage(row, conflict, sketches, spec));
  if (exact !== -1) add('exact-duplicate', spec.exact, `prompt and answer are those of ${placeText(sketches.place(exact))}`);
  else if (near !== -1 && spec.near.action !== 'off') {
    const similarity = Number(found.similarity[row]!.toFixed(4));
    const message = `near-duplicate of ${placeText(sketches.place(near))}: Jaccard similarity ${similarity.toFixed(2)} of runs of five words, with the same answer`;
    add('near-duplicate', spec.near.action, message, similarity);
  }
  return findings;
}

function conflictMessage(row: number, first: number, sketches: Sketches, { conflicts }: SettledDuplicates): string {
  const remedy = {
    flag: 'both stay; mend one, or set duplicates.conflicts to "drop" or "fail"',
    drop: 'all answers to this prompt go (duplicates.conflicts)',
    fail: 'the run ends (duplicates.conflicts)',
  }[conflicts];
  if (row === first) return `later rows have the same prompt and another answer: ${remedy}`;
  return `same prompt as ${placeText(sketches.place(first))}, and another answer: ${remedy}`;
}

/** A place for a person: "line 4 of rows.jsonl". */
export function placeText({ file, line }: Place): string {
  return `line ${line} of ${file}`;
}

function severityOf(action: RowAction): RowFinding['severity'] {
  if (action === 'fail') return 'error';
  return action === 'flag' ? 'warning' : 'info';
}
