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
  let clause: number | null = null;
  const words = lastWords(text, at);
  for (const { word, at: place } of words) {
    const yes = stems.for.exec(word);
    if (yes !== null) return { speaks: 'for', word: yes[0] };
    const no = stems.against?.exec(word) ?? null;
    if (no === null) continue;
    clause ??= clauseStart(text, at);
    if (place >= clause) return { speaks: 'against', word: no[0] };
  }
  return null;
}

/** Up to five words before `at`, nearest first, in lower case. */
export function wordsBefore(text: string, at: number): string[] {
  return lastWords(text, at).map(({ word }) => word);
}

/** Goes back word by word; a capital after a small letter begins one, numbers are left out. */
function lastWords(text: string, at: number): Word[] {
  const from = Math.max(0, at - reach);
  const found: Word[] = [];
  let index = at - 1;
  while (index >= from && found.length < mostWords) {
    if (!isWordUnit(text, index)) {
      index--;
      continue;
    }
    const end = index + 1;
    let isNumber = isDigit(text.charCodeAt(index));
    while (index > from && isWordUnit(text, index - 1) && !isCamel(text, index)) isNumber = isDigit(text.charCodeAt(--index)) && isNumber;
    if (!isNumber) found.push({ word: text.slice(index, end).toLowerCase(), at: index });
    index--;
  }
  return found;
}

const wordUnits = Uint8Array.from({ length: 128 }, (_, unit) => (/[A-Za-z0-9]/.test(String.fromCharCode(unit)) ? 1 : 0));

function isWordUnit(text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  if (unit < 128) return wordUnits[unit] === 1;
  if (unit < 0xd800 || unit > 0xdfff) return /[\p{L}\p{M}\p{N}§]/u.test(text[index]!);
  const first = unit >= 0xdc00 ? index - 1 : index;
  return /^[\p{L}\p{M}\p{N}]/u.test(text.slice(Math.max(0, first), first + 2));
}

function isCamel(text: string, index: number): boolean {
  const [before, unit] = [text.charCodeAt(index - 1), text.charCodeAt(index)];
  return unit >= 0x41 && unit <= 0x5a && before >= 0x61 && before <= 0x7a;
}

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}

/** Where the line, sentence or cell of a table begins that `at` stands in. */
function clauseStart(text: string, at: number): number {
  const from = Math.max(0, at - reach);
  let start = from;
  for (const { 0: end, index } of text.slice(from, at).matchAll(/[\n\t|;]|","|[.!?]["')]{0,2} (?=[\p{Lu}\p{Lo}])/gu))
    start = from + index + end.length;
  return start;
}
