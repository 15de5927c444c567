import type { DropRule } from '../contracts/dataset.ts';

/** Why a value is no usable row. `reason` names fields and places, never the row's text. */
export interface Refusal {
  rule: DropRule;
  reason: string;
}

/** The kind of a JSON value, for reasons. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
