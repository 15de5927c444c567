/** How far back the five words are looked for, in characters. */
const reach = 96;
const mostWords = 5;

/** A word that speaks for an entity, or against it, found near a value. `word` is a stem of our own list. */
export interface Nearest {
  speaks: 'for' | 'against';
  word: string;
}

interface Word {
  word: string;
  at: number;
}

/**
 * The nearest of the five words before `at` that speaks for an entity or against it, or null. Numbers are no words, so
 * that the second value of a list still has its context; names of fields count by their parts (`phoneNumber`, `user_ip`).
 * Words of another line, sentence or cell speak for a value, but not against it.
 * @param stems expressions anchored at the start of a lower-case word
 */
export function nearestWord(text: string, at: number, stems: { for: RegExp; against?: RegExp }): Nearest | null {
  const before = textBefore(text, at);
  let clause: number | null = null;
  for (const { word, at: place } of lastWords(before)) {
    const yes = stems.for.exec(word);
    if (yes !== null) return { speaks: 'for', word: yes[0] };
    const no = stems.against?.exec(word) ?? null;
    if (no === null) continue;
    clause ??= clauseStart(before);
    if (place >= clause) return { speaks: 'against', word: no[0] };
  }
  return null;
}

/** Up to five words before `at`, nearest first, in lower case. */
export function wordsBefore(text: string, at: number): string[] {
  return lastWords(textBefore(text, at)).map(({ word }) => word);
}

function textBefore(text: string, at: number): string {
  return text.slice(Math.max(0, at - reach), at).replaceAll(/([a-z])(?=[A-Z])/g, '$1 ');
}

function lastWords(before: string): Word[] {
  const words = [...before.matchAll(/[\p{L}\p{M}\p{N}§]+/gu)];
  const found: Word[] = [];
  for (let index = words.length - 1; index >= 0 && found.length < mostWords; index--) {
    const { 0: word, index: at } = words[index]!;
    if (!/^\d+$/.test(word)) found.push({ word: word.toLowerCase(), at });
  }
  return found;
}

/** Where the line, sentence or cell of a table begins that the text ends in. */
function clauseStart(before: string): number {
  let start = 0;
  for (const { 0: end, index } of before.matchAll(/[\n\t|;]|","|[.!?]["')]{0,2} (?=[\p{Lu}\p{Lo}])/gu)) start = index + end.length;
  return start;
}
