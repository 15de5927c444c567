/**
 * A run of combining marks longer than any language writes: Unicode's stream-safe format (UAX #15) stops at 30. Bringing
 * such a run to a normal form costs its length squared (80,000 marks took 5 s), so a text that has one is left as it is.
 */
const endlessMarks = /\p{M}(?<!\p{M}\p{M})\p{M}{128}/u;

/** A run that long covers one of these stretches of a text whole. */
const stretch = 64;
/** All marks; at the ends there may be half of one. */
const onlyMarks = /^[\udc00-\udfff]?\p{M}+[\ud800-\udbff]?$/u;

/** Beyond Latin-1: without such a character a text is in NFC and has no combining marks. */
const beyondLatin1 = /[^\u0000-\u00ff]/; // oxlint-disable-line no-control-regex

/** `text.normalize(form)` in linear time; a text with more than 128 combining marks in a row comes back as it is. */
export function normalizeText(text: string, form: 'NFC' | 'NFKC'): string {
  if (!beyondLatin1.test(text)) return form === 'NFC' ? text : text.normalize(form);
  return hasEndlessMarks(text) ? text : text.normalize(form);
}

function hasEndlessMarks(text: string): boolean {
  for (let at = 0; at + stretch <= text.length; at += stretch) {
    const first = text.charCodeAt(at);
    if (first >= 0x300 && onlyMarks.test(text.slice(at, at + stretch))) return endlessMarks.test(text);
  }
  return false;
}

/** A character with its marks, the pieces of a Korean syllable, or a character that may have a canonical equal. */
const sequence = /[\u1100-\u115f][\u1160-\u11a7][\u11a8-\u11ff]?|[\s\S]\p{M}+|[\u0340-\uffff]|[\u{10000}-\u{10ffff}]/gu;

/** How many characters (with their marks) NFC changes in a text that it changes; at least 1. */
export function countUnnormalized(text: string): number {
  let count = 0;
  for (const [piece] of text.matchAll(sequence)) if (piece.normalize('NFC') !== piece) count += 1;
  return Math.max(1, count);
}
