/** How far back the five words are looked for, in characters. */
const reach = 96;
const mostWords = 5;

/** A word that speaks for an entity, or against it, found near a value. `word` is a stem of our own list. */
export interface Nearest {
  speaks: 'for' | 'against';
  word: string;
}

/**
 * The nearest of the five words before `at` that speaks for an entity or against it, or null. Numbers are no words, so
 * that the second value of a list still has its context; names of fields count by their parts (`phoneNumber`, `user_ip`).
 * @param stems expressions anchored at the start of a lower-case word
 */
export function nearestWord(text: string, at: number, stems: { for: RegExp; against?: RegExp }): Nearest | null {
  for (const word of wordsBefore(text, at)) {
    const yes = stems.for.exec(word);
    if (yes !== null) return { speaks: 'for', word: yes[0] };
    const no = stems.against?.exec(word) ?? null;
    if (no !== null) return { speaks: 'against', word: no[0] };
  }
  return null;
}

/** Up to five words before `at`, nearest first, in lower case. */
export function wordsBefore(text: string, at: number): string[] {
  const from = Math.max(0, at - reach);
  const before = text.slice(from, at).replaceAll(/([a-z])([A-Z])/g, '$1 $2');
  const words = before.match(/[\p{L}\p{M}\p{N}§]+/gu) ?? [];
  const found: string[] = [];
  for (let index = words.length - 1; index >= 0 && found.length < mostWords; index--) {
    const word = words[index]!;
    if (!/^\d+$/.test(word)) found.push(word.toLowerCase());
  }
  return found;
}
