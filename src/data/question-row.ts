import type { Row } from '../contracts/row.ts';
import { canonicalRow } from './canonical-row.ts';
import type { Refusal } from './refusal.ts';
import { refuseUntrainable } from './trainable-row.ts';

/** Stands where a row has no answer. */
const noAnswer = '–';

/** As canonicalRow, of a row whose answer may be missing, since it is only asked. */
export function questionRow(value: unknown, source: Row['source']): Row | Refusal {
  const row = canonicalRow(withAnswer(value), source);
  return 'rule' in row ? row : (refuseUntrainable(row) ?? row);
}

function withAnswer(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const { input, output, prompt, completion, messages } = value as Record<string, unknown>;
  if (input !== undefined) return { ...value, output: output ?? noAnswer };
  if (prompt !== undefined) return { ...value, completion: completion ?? noAnswer };
  if (!Array.isArray(messages) || (messages.at(-1) as { role?: unknown } | undefined)?.role === 'assistant') return value;
  return { ...value, messages: [...(messages as unknown[]), { role: 'assistant', content: noAnswer }] };
}
