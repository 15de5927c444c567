/**
 * Random signs: at least 40 of ASCII's punctuation, which are 90 % of what is no white space; nine kinds of them, none
 * more than a quarter; and most pairs of neighbours stand there once. Rulers, tables and ASCII art have few kinds or
 * repeat their pairs; formulas and programs have letters and digits; Brainfuck has eight signs.
 */
const leastSigns = 40;
const signShare = 0.9;
const leastKinds = 9;
const mostOfOneKind = 0.25;
const onceShare = 0.5;
/** Signs that are looked at: among more, pairs must repeat. */
const judged = 160;
/** With more of anything else, 160 signs are too few. */
const mostOthers = judged / signShare - judged;
const drawing = /```| {3}|\t/;

/** Whether a text is noise of a keyboard's signs. Ordinary text is left after 18 letters. */
export function isRandomSigns(text: string): boolean {
  if (text.length < leastSigns) return false;
  const kinds = new Map<number, number>();
  const pairs = new Set<number>();
  let [signs, others, neighbours, previous] = [0, 0, 0, 0];
  for (let index = 0; index < text.length && signs < judged; index += 1) {
    const code = text.charCodeAt(index);
    if (isSign(code)) {
      signs += 1;
      kinds.set(code, (kinds.get(code) ?? 0) + 1);
      if (previous !== 0) {
        neighbours += 1;
        pairs.add(previous * 128 + code);
      }
      previous = code;
    } else {
      previous = 0;
      if (code > 0x20) others += 1;
      if (others > mostOthers) return false;
    }
  }
  if (signs < leastSigns || signs < signShare * (signs + others) || kinds.size < leastKinds) return false;
  if (drawing.test(text)) return false;
  return Math.max(...kinds.values()) <= mostOfOneKind * signs && pairs.size >= onceShare * neighbours;
}

function isLetterOrDigit(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
}

function isSign(code: number): boolean {
  return code > 0x20 && code < 0x7f && !isLetterOrDigit(code);
}
