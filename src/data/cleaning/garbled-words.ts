/** What follows the first byte of two or more: read as Latin-1, or as windows-1252. */
const next = '[\\u0080-\\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]';

/**
 * Sequences that nobody writes: "Ã" within a word in small letters (before "Â" when garbled twice), garbled quotation
 * marks and dashes, "Â" before a sign, three Cyrillic letters. Each alternative begins with another letter and has a bounded length.
 */
const garbled = new RegExp(
  [`(?<=\\p{Ll})Ã(?:${next}|Â)`, `Ã${next}(?=\\p{Ll})`, `â€${next}`, '(?<!\\p{L})Â[°§©®£±²³½¼¾«»]', `(?:[ÐÑ]${next}){3}`].join('|'),
  'gu',
);

/**
 * Sequences of mojibake in a text that is sound elsewhere, so that it cannot be repaired as a whole: someone may quote
 * them, and nobody can say where the garbled part ends.
 */
export function countGarbled(text: string): number {
  return text.includes('Ã') || text.includes('â€') || text.includes('Â') || text.includes('Ð') ? (text.match(garbled)?.length ?? 0) : 0;
}
