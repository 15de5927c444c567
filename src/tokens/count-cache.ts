import { hash } from 'node:crypto';

/** Shorter texts are counted faster than they are looked up. */
const leastLength = 64;

/**
 * Counts by SHA-256 of the text, for what stands in many rows: system prompts, documents asked about twice. Holds the
 * latest `size` counts, about 150 bytes each. One cache belongs to one encoding.
 */
export function cachedCount(count: (text: string) => number, size = 20_000): (text: string) => number {
  const known = new Map<string, number>();
  return (text) => {
    if (text.length < leastLength) return count(text);
    const key = hash('sha256', text, 'base64');
    const before = known.get(key);
    if (before !== undefined) {
      known.delete(key); // and back to the end: what is used stays
      known.set(key, before);
      return before;
    }
    const tokens = count(text);
    if (known.size >= size) known.delete(known.keys().next().value!);
    known.set(key, tokens);
    return tokens;
  };
}
