import type { Refusal } from './refusal.ts';

/** Deepest nesting of a row's value. Parsing stands millions of levels, writing a few thousand: both ends must agree. */
const deepestValue = 64;

/** Names of Object's own machinery: as a key of a row they could change objects that they are copied into. */
const forbiddenKeys = new Set(['__proto__']);

/**
 * What makes a parsed JSON value unfit to be carried on: nesting, a forbidden key, text that is no text
 * (NUL, half a surrogate pair), a number that would be written as null. `null` when nothing does. The reason names the top-level field, never a nested key.
 */
export function inspectValue(value: unknown, field: string): Refusal | null {
  const open: { value: unknown; depth: number }[] = [{ value, depth: 1 }];
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    if (typeof item.value === 'string') {
      if (!isSoundText(item.value)) return { rule: 'encoding', reason: `${field} holds a NUL character or half a surrogate pair` };
    } else if (typeof item.value === 'number') {
      if (!Number.isFinite(item.value)) return { rule: 'malformed', reason: `${field} holds a number too large to be held` };
    } else if (typeof item.value === 'object' && item.value !== null) {
      if (item.depth > deepestValue) return { rule: 'malformed', reason: `${field} is nested deeper than ${deepestValue} levels` };
      for (const [key, inner] of Object.entries(item.value)) {
        if (forbiddenKeys.has(key)) return { rule: 'invalid-shape', reason: `${field} holds a key named ${key}, which is not allowed` };
        if (!isSoundText(key)) return { rule: 'encoding', reason: `a key of ${field} holds a NUL character or half a surrogate pair` };
        open.push({ value: inner, depth: item.depth + 1 });
      }
    }
  }
  return null;
}

function isSoundText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}
