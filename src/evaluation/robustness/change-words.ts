import type { SeededRandom } from '../random.ts';

/** Words between white space, apart from punctuation around them: no addresses, codes, numbers or compounds. */
const plainWord = /(?<=(?:^|\s)[("'“‘[]*)\p{L}[\p{L}\p{M}]*(?=[)"'”’\],.;:!?]*(?:\s|$))/gu;
/** A letter with its marks. */
const letter = /\p{L}\p{M}*/gu;
/** Signs of text that is not prose: paths, addresses, code, markup. */
const literal = /[/@_\\{}<>=]/u;

/** A changed word, or null where it cannot be changed this way. */
export type WordChange = (word: string, random: SeededRandom) => string | null;

/** The letters of a word, each with its marks. */
export function lettersOf(word: string): string[] {
  return word.match(letter) ?? [];
}

/**
 * Changes a seeded choice of a text's plain words: a `share` of those that can be changed, at least one. Everything else
 * stays byte for byte. null where no word can be changed.
 */
export function changeWords(
  text: string,
  { change, share, random, isKept }: { change: WordChange; share: number; random: SeededRandom; isKept: (word: string) => boolean },
): string | null {
  const changes = [...text.matchAll(plainWord)].flatMap((found) => {
    const changed = isKept(found[0]) ? null : change(found[0], random);
    return changed === null || changed === found[0] ? [] : [{ start: found.index, end: found.index + found[0].length, changed }];
  });
  if (changes.length === 0) return null;
  const chosen = new Set(chooseSome(changes.length, Math.max(1, Math.round(share * changes.length)), random));
  let result = '';
  let from = 0;
  changes.forEach(({ start, end, changed }, index) => {
    if (!chosen.has(index)) return;
    result += text.slice(from, start) + changed;
    from = end;
  });
  return result + text.slice(from);
}

/** `count` different numbers below `bound`: the start of a Fisher–Yates shuffle. */
export function chooseSome(bound: number, count: number, random: SeededRandom): number[] {
  const numbers = Array.from({ length: bound }, (_, index) => index);
  for (let position = 0; position < Math.min(count, bound); position++) {
    const other = position + random.below(bound - position);
    [numbers[position], numbers[other]] = [numbers[other] ?? 0, numbers[position] ?? 0];
  }
  return numbers.slice(0, count);
}

/** Rewrites every run of letters and digits in prose; words that are kept, and chunks that look like code, stay. */
export function rewriteProse(text: string, isKept: (word: string) => boolean, rewrite: (piece: string) => string): string {
  return text.replaceAll(/\S+/gu, (chunk) =>
    literal.test(chunk) ? chunk : chunk.replaceAll(/[\p{L}\p{M}\p{N}]+/gu, (word) => (isKept(word) ? word : rewrite(word))),
  );
}

/** Where single spaces stand between words, but for those between two words that are kept: a copied phrase stays whole. */
export function gapsOf(text: string, isKept: (word: string) => boolean): number[] {
  const bare = (chunk: string) => chunk.replaceAll(/[^\p{L}\p{M}\p{N}]/gu, '');
  return [...text.matchAll(/(?<=(\S+)) (?=(\S+))/gu)].flatMap(({ index, 1: before = '', 2: after = '' }) =>
    isKept(bare(before)) && isKept(bare(after)) ? [] : [index],
  );
}

/** The words of a text in lower case, for looking up. */
export function wordSet(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu));
}
