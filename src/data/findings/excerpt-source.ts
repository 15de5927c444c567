import type { RowFinding } from '../../contracts/row-finding.ts';
import type { PiiFinder } from '../pii/find-pii.ts';
import type { ExcerptSource } from './mask-text.ts';

/** Characters on each side of a finding that are looked through: more than an excerpt shows. */
const around = 1000;

/**
 * The text that a finding is about, with everything in it that must not be shown: where it names a field with text, that
 * field's; else the row as JSON. null where it cannot be shown.
 */
export function excerptSource(value: unknown, { field, start = 0 }: RowFinding, find: PiiFinder): ExcerptSource | null {
  const named = field === undefined ? null : textAt(value, field);
  const whole = named ?? asJson(value);
  if (whole === null) return null;
  const from = named === null ? 0 : Math.max(0, start - around);
  const text = whole.slice(from, from + 2 * around);
  return { text, spans: find(text), start: named === null ? 0 : start - from };
}

/** null where lists and objects lie in each other so deep that no text can be made of them. */
function asJson(value: unknown): string | null {
  try {
    return JSON.stringify(value) ?? '';
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** The text at a path such as `messages[1].content`; null where there is none. */
function textAt(value: unknown, path: string): string | null {
  let at: unknown = value;
  for (const step of path.split(/[.[\]]+/).filter((name) => name !== '')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return null;
    at = (at as Record<string, unknown>)[step];
  }
  return typeof at === 'string' ? at : null;
}
