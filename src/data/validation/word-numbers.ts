/** Words of a text as numbers: equal numbers for equal words. Words are runs of letters, digits, marks and apostrophes; every other visible character, and each ideograph, is one by itself. */
export interface WordNumbers {
  numbers: Int32Array;
  /** Characters of each word. */
  lengths: Int32Array;
  /** Whether the word is of letters or digits, not a sign. */
  distinctWords: number;
  /** Words that are no signs. */
  words: number;
}

// Two classes that exclude each other: matching is linear.
const pieces = /[\p{L}\p{N}\p{M}_'’]+|[^\p{L}\p{N}\p{M}_'’\s]/gu;
const ideographs = /[\u2e80-\u9fff\uf900-\ufaff]/;
const wordLike = /[\p{L}\p{N}]/u;

/** @param text read up to `longest` UTF-16 code units; what repeats itself does so early */
export function wordNumbers(text: string, longest: number): WordNumbers {
  const known = new Map<string, number>();
  const numbers: number[] = [];
  const lengths: number[] = [];
  let distinctWords = 0;
  let words = 0;
  for (const found of (text.length > longest ? text.slice(0, longest) : text).match(pieces) ?? []) {
    for (const word of ideographs.test(found) ? found : [found]) {
      const isWord = wordLike.test(word);
      let number = known.get(word);
      if (number === undefined) {
        number = known.size;
        known.set(word, number);
        if (isWord) distinctWords += 1;
      }
      if (isWord) words += 1;
      numbers.push(number);
      lengths.push(word.length);
    }
  }
  return { numbers: Int32Array.from(numbers), lengths: Int32Array.from(lengths), distinctWords, words };
}
