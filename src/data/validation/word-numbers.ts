/** Words of a text as numbers: equal numbers for equal words. Words are runs of letters, digits, marks and apostrophes; every other visible character, and each ideograph, is one by itself. */
export interface WordNumbers {
  numbers: Int32Array;
  /** Characters of each word. */
  lengths: Int32Array;
  /** Words that are no signs. */
  words: number;
  /** Different ones among them. */
  distinctWords: number;
  /** Those of them that have a letter which is no capital: tags, codes and numbers have none. */
  proseWords: number;
}

// Two classes that exclude each other: matching is linear.
const pieces = /[\p{L}\p{N}\p{M}_'’]+|[^\p{L}\p{N}\p{M}_'’\s]/gu;
const ideographs = /[\u2e80-\u9fff\uf900-\ufaff]/;
const wordLike = /[\p{L}\p{N}]/u;
const proseLike = /[\p{Ll}\p{Lo}\p{Lm}]/u;

/** @param text read up to `longest` UTF-16 code units; what repeats itself does so early */
export function wordNumbers(text: string, longest: number): WordNumbers {
  const known = new Map<string, number>();
  const kinds: number[] = []; // of words by number: 0 = sign, 1 = code, 2 = prose
  const numbers: number[] = [];
  const lengths: number[] = [];
  const counts: [number, number, number] = [0, 0, 0];
  let distinctWords = 0;
  for (const found of (text.length > longest ? text.slice(0, longest) : text).match(pieces) ?? []) {
    for (const word of ideographs.test(found) ? found : [found]) {
      let number = known.get(word);
      if (number === undefined) {
        number = known.size;
        known.set(word, number);
        kinds.push(wordLike.test(word) ? (proseLike.test(word) ? 2 : 1) : 0);
        if (kinds[number] !== 0) distinctWords += 1;
      }
      counts[kinds[number] as 0 | 1 | 2] += 1;
      numbers.push(number);
      lengths.push(word.length);
    }
  }
  return {
    numbers: Int32Array.from(numbers),
    lengths: Int32Array.from(lengths),
    words: counts[1] + counts[2],
    distinctWords,
    proseWords: counts[2],
  };
}
