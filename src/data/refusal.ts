import type { RowFinding, RowRule } from '../contracts/row-finding.ts';

/** Why a value is no usable row. `reason` names fields and places, never the row's text. */
export interface Refusal {
  rule: RowRule;
  reason: string;
}

/** What is told of a row that is refused. */
export function refusalFinding({ rule, reason }: Refusal, { file, line }: { file: string; line: number }): RowFinding {
  return { file, line, rule, severity: 'error', action: 'drop', message: reason };
}

/** The kind of a JSON value, for reasons. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
