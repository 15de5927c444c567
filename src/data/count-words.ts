/**
 * Words of a text: runs of characters without white space; each Chinese or Japanese character is one word of its own,
 * since these are written without spaces.
 */
export function countWords(text: string): number {
  let words = 0;
  let inWord = false;
  for (let index = 0; index < text.length; index += 1) {
    const step = stepOf(text.charCodeAt(index), inWord);
    if (step >= wordOfOne) words += 1;
    inWord = (step & inside) !== 0;
  }
  return words;
}

/** Index at which the word of this number (from 0) begins; the length of the text where it has fewer. */
export function startOfWord(text: string, number: number): number {
  let words = 0;
  let inWord = false;
  for (let index = 0; index < text.length; index += 1) {
    const step = stepOf(text.charCodeAt(index), inWord);
    if (step >= wordOfOne && words++ === number) return index;
    inWord = (step & inside) !== 0;
  }
  return text.length;
}

const [outside, inside, wordOfOne, wordBegins] = [0, 1, 2, 3] as const;

/** What a code unit is to the words. */
function stepOf(code: number, inWord: boolean): number {
  if (isSpace(code)) return outside;
  if (isIdeograph(code)) return wordOfOne;
  if (inWord) return inside;
  return isLowSurrogate(code) ? outside : wordBegins;
}

function isSpace(code: number): boolean {
  if (code < 0x80) return code === 0x20 || (code >= 0x09 && code <= 0x0d);
  return (
    code === 0xa0 ||
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f ||
    isCjkPunctuation(code)
  );
}

/** Kana, CJK ideographs and their compatibility forms; ideographs beyond U+FFFF by the first half of their pair (U+20000 to U+323AF). */
function isIdeograph(code: number): boolean {
  return (code >= 0x2e80 && code <= 0x9fff) || (code >= 0xf900 && code <= 0xfaff) || (code >= 0xd840 && code <= 0xd888);
}

/** Ideographic space, comma, full stop, brackets: they part words. */
function isCjkPunctuation(code: number): boolean {
  return code >= 0x3000 && code <= 0x303f;
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}
