/** Marks that stand right behind a word in real text: closing quotes, dashes, an ellipsis, signs of trade, units, powers. */
const behindWords = new Set('\u00a0…’‘“”–—•™®©»«›‹°ºª¹²³±·‚„');
/** Those behind which the next word may follow at once, as in “MENÜ–Karte” and “É’s”. */
const betweenWords = new Set('\u00a0…’–—•·');
/** Letters that stand alone as a word or a unit in some language (É, à, Ö, Å). */
const lonelyLetters = new Set('ÀÁÅÈÉÌÍÒÓÔÖÚàáâåèéêìíòóôöú');

const letter = /\p{L}/u;
const capital = /\p{Lu}/u;

/**
 * Whether a text that is valid UTF-8 when taken for bytes was garbled, rather than written so. Each multi-byte sequence
 * speaks for one side: for real text when it looks like the end of a word and marks behind it ("CAFÉ™", "5 Å²",
 * "MANHÃ…"), for garbling when no one writes it ("Ã©" within a word, "â€™"). Garbled = one such at least, and no fewer
 * than those of the other side.
 */
export function looksGarbled(text: string, bytes: Uint8Array): boolean {
  let garbled = 0;
  let real = 0;
  for (let at = 0; at < bytes.length;) {
    const length = sequenceLength(bytes[at]!);
    if (length > 1) {
      if (looksWritten(text, at, length)) real += 1;
      else if (speaksForItself(text, bytes, at, length)) garbled += 1;
    }
    at += length;
  }
  return garbled > 0 && garbled >= real;
}

/** Multi-byte sequences of valid UTF-8. */
export function countSequences(bytes: Uint8Array): number {
  let count = 0;
  for (const byte of bytes) if (byte >= 0xc2) count += 1;
  return count;
}

function sequenceLength(byte: number): number {
  if (byte < 0x80) return 1;
  if (byte < 0xe0) return 2;
  return byte < 0xf0 ? 3 : 4;
}

/** A word's last letter and marks behind it. "Â" ends no word in capitals of any language, and comes before each garbled sign. */
function looksWritten(text: string, at: number, length: number): boolean {
  const first = text[at]!;
  if (first === 'Â' || !letter.test(first)) return false;
  for (let index = at + 1; index < at + length; index += 1) if (!behindWords.has(text[index]!)) return false;
  const next = text[at + length] ?? '';
  if (letter.test(next) && !betweenWords.has(text[at + length - 1]!)) return false;
  const before = text[at - 1] ?? '';
  if (!letter.test(before)) return lonelyLetters.has(first);
  return !capital.test(first) || capital.test(before);
}

/**
 * Two bytes speak for themselves where they make a Latin or Greek letter or a sign ("Ã©", "Î¼", "Â°"); an accent needs a
 * letter before it, and a letter of another script a neighbour, since "Ø½" is a pipe and no Arabic.
 */
function speaksForItself(text: string, bytes: Uint8Array, at: number, length: number): boolean {
  if (length > 2) return true;
  const lead = bytes[at]!;
  if (lead <= 0xc9 || lead === 0xce || lead === 0xcf) return true;
  if (lead === 0xcc || lead === 0xcd) return /[a-z]/i.test(text[at - 1] ?? '');
  return (bytes[at - 1] ?? 0) >= 0x80 || (bytes[at + 2] ?? 0) >= 0xc2;
}
