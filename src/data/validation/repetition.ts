import { isCodeLike } from './code-like.ts';
import { contentField, type CheckedRow, type Problem } from './checked-row.ts';
import { wordNumbers, type WordNumbers } from './word-numbers.ts';

/** Which limit a text exceeds; the names are datatrove's. */
export type Repetition =
  | 'dup_para_frac'
  | 'dup_line_frac'
  | 'dup_para_char_frac'
  | 'dup_line_char_frac'
  | `top_${2 | 3 | 4}_gram`
  | `duplicated_${5 | 6 | 7 | 8 | 9 | 10}_n_grams`
  | 'too_many_hashes';

/** Limits of Gopher (Rae et al. 2021, table A1) as datatrove's GopherRepetitionFilter has them. */
const duplicateShare = 0.3;
const duplicateCharacters = 0.2;
const topShares = [
  [2, 0.2],
  [3, 0.18],
  [4, 0.16],
] as const;
const repeatedShares = [
  [5, 0.15],
  [6, 0.14],
  [7, 0.13],
  [8, 0.12],
  [9, 0.11],
  [10, 0.1],
] as const;
const hashShare = 0.1;

/**
 * Gopher's limits were set on texts of at least 50 words. In shorter ones a term that is used twice exceeds them, so
 * that there the words must also be few: a third of them distinct at most, and the phrase three times. Where most
 * words have no letter but capitals, the text is a sequence of tags or numbers, which repeats itself rightly.
 */
const shortWords = 50;
const fewDistinct = 1 / 3;
const leastTimes = 3;
/** Lines of fewer letters and digits, such as a closing bracket or a rule of dashes, are no repetition. */
const leastLineLetters = 3;
const longest = 100_000;

/** What a text repeats too much, or null. Linear in the text's length; reads 100,000 characters at most. */
export function repetitionIn(text: string): Repetition | null {
  if (text.length < 20) return null;
  const lines = repeatedLines(text);
  if (lines !== null) return lines;
  const words = wordNumbers(text, longest);
  if (words.numbers.length < 6 || words.proseWords * 2 < words.words) return null;
  const monotone = words.distinctWords <= fewDistinct * words.words;
  if (words.words < shortWords && !monotone) return null;
  const length = Math.min(text.length, longest);
  if (monotone && text.split('#', words.words).length - 1 > hashShare * words.words && words.distinctWords * 4 <= words.words)
    return 'too_many_hashes';
  return repeatedPhrases(words, length);
}

/** Text answers that are no code: tables, lists of values and programs repeat themselves rightly. */
export function checkRepetition(row: CheckedRow): Problem[] {
  const answer = row.messages.at(-1)!.content;
  const found = repetitionIn(answer);
  if (found === null || (isCodeLike(answer) && found !== 'too_many_hashes')) return [];
  return [
    {
      check: 'repetition',
      rule: 'repetition',
      field: contentField(row.messages.length - 1),
      message: `the answer repeats itself (${found})`,
    },
  ];
}

function repeatedLines(text: string): Repetition | null {
  if (!text.includes('\n')) return null;
  const trimmed = text.slice(0, longest).trim();
  for (const [parts, share, characters] of [
    [trimmed.split(/\n{2,}/), 'dup_para_frac', 'dup_para_char_frac'],
    [trimmed.split(/\n+/), 'dup_line_frac', 'dup_line_char_frac'],
  ] as const) {
    if (parts.length < 3) continue;
    const seen = new Set<string>();
    let [repeated, repeatedCharacters] = [0, 0];
    for (const part of parts) {
      if (!seen.has(part)) seen.add(part);
      else if (letters(part) >= leastLineLetters) {
        repeated += 1;
        repeatedCharacters += part.length;
      }
    }
    if (repeated < 2) continue;
    if (repeated > duplicateShare * parts.length) return share;
    if (repeatedCharacters > duplicateCharacters * trimmed.length) return characters;
  }
  return null;
}

function letters(line: string): number {
  return line.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
}

function repeatedPhrases({ numbers, lengths }: WordNumbers, length: number): Repetition | null {
  for (const [size, share] of topShares) {
    const { times, characters } = topPhrase(numbers, lengths, size);
    if (times < leastTimes) break; // no longer phrase stands more often
    if (characters > share * length) return `top_${size}_gram`;
  }
  for (const [size, share] of repeatedShares) {
    const repeated = repeatedCharacters(numbers, lengths, size);
    if (repeated === 0) break; // no longer phrase is repeated either
    if (repeated > share * length) return `duplicated_${size}_n_grams`;
  }
  return null;
}

/** How often the most frequent phrase of `size` words stands, and how many characters these have in all, spaces included. */
function topPhrase(numbers: Int32Array, lengths: Int32Array, size: number): { times: number; characters: number } {
  const counts = new Map<number, number>();
  let [times, characters] = [0, 0];
  for (let at = 0; at + size <= numbers.length; at += 1) {
    const key = phraseKey(numbers, at, size);
    const now = (counts.get(key) ?? 0) + 1;
    counts.set(key, now);
    if (now > times) [times, characters] = [now, now * phraseLength(lengths, at, size, 1)];
  }
  return { times, characters };
}

/** Characters of phrases of `size` words that stood before; phrases do not overlap. */
function repeatedCharacters(numbers: Int32Array, lengths: Int32Array, size: number): number {
  const seen = new Set<number>();
  let characters = 0;
  for (let at = 0; at + size <= numbers.length;) {
    const key = phraseKey(numbers, at, size);
    if (seen.has(key)) {
      characters += phraseLength(lengths, at, size, 0);
      at += size;
    } else {
      seen.add(key);
      at += 1;
    }
  }
  return characters;
}

function phraseLength(lengths: Int32Array, at: number, size: number, between: number): number {
  let sum = between * (size - 1);
  for (let index = at; index < at + size; index += 1) sum += lengths[index]!;
  return sum;
}

/** A hash of 53 bits: of 100,000 phrases, two different ones share it with a probability under one in a million. */
function phraseKey(numbers: Int32Array, at: number, size: number): number {
  let [high, low] = [0x9e3779b9, 0x85ebca6b];
  for (let index = at; index < at + size; index += 1) {
    high = Math.imul(high ^ numbers[index]!, 0x21f0aaad);
    low = Math.imul(low ^ (numbers[index]! + 0x735a2d97), 0xc2b2ae35);
    high ^= high >>> 15;
    low ^= low >>> 13;
  }
  return (high >>> 11) * 2 ** 32 + (low >>> 0);
}
