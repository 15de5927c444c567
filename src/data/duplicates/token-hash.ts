/** A token is an unsigned 32-bit word: 28 bits of hash, then 4 bits of class. Two tokens are equal when their hashes are. */
export const classBits = 4;

/** Start of a word's hash (FNV-1a's offset basis). */
export const emptyWord = 0x811c9dc5;

/** The hash with one more code unit (FNV-1a's prime). */
export function addUnit(hash: number, unit: number): number {
  return Math.imul(hash ^ unit, 0x01000193);
}

/** Spreads what FNV leaves in the low bits, as murmur3's finisher does, and leaves room for the class. */
export function finishWord(hash: number): number {
  let word = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return ((word ^ (word >>> 16)) & ~0xf) >>> 0;
}

/** The hash of a word in lower case. */
export function hashWord(word: string): number {
  let hash = emptyWord;
  for (let at = 0; at < word.length; at += 1) hash = addUnit(hash, word.charCodeAt(at));
  return finishWord(hash);
}
