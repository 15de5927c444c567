/** Characters of the bytes 0x80 to 0x9f. The five that windows-1252 leaves open stand for themselves, as in the WHATWG encoding standard. */
const upper = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

const byteOf = new Map(Array.from(upper, (character, index) => [character.charCodeAt(0), 0x80 + index]));

/** The character that windows-1252 has where Latin-1 has the control character `code` (0x80 to 0x9f); null for the five open ones. */
export function windows1252Character(code: number): string | null {
  const character = upper[code - 0x80];
  return character === undefined || character.charCodeAt(0) === code ? null : character;
}

/** A character that is in neither Latin-1 nor windows-1252. */
// oxlint-disable-next-line no-control-regex -- Latin-1 holds them
const foreign = /[^\u0000-\u00ff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]/;

/** The bytes from which the text was read as Latin-1 or windows-1252, one for each UTF-16 unit; null when it was not. */
export function bytesReadAsLatin(text: string): Uint8Array | null {
  if (foreign.test(text)) return null;
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    bytes[index] = code < 0x100 ? code : byteOf.get(code)!;
  }
  return bytes;
}
