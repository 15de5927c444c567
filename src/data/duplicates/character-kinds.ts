/** What a UTF-16 code unit does in a text that is cut into words. */
export const separator = 0;
export const letter = 1;
export const capital = 2;
export const digit = 3;
/** A word of its own: ideographs and kana, which are written without spaces, and halves of surrogate pairs. */
export const ideograph = 4;
/** Joins the letters around it and is left out: "don't" = "dont". */
export const apostrophe = 5;
/** Means something by itself: operators, currencies, percent. */
export const symbol = 6;
/** After it a capital letter is no sign of a name. */
export const sentenceEnd = 7;

const units = 0x10000;
const kinds = new Uint8Array(units);
const lowers = new Uint16Array(units);

/** Kind by code unit. Code units beyond ASCII are known once `prepareUnicode` was called. */
export const kindByUnit: Readonly<Uint8Array> = kinds;
/** Lower case by code unit, where that is one code unit. */
export const lowerByUnit: Readonly<Uint16Array> = lowers;

for (let unit = 0; unit < 128; unit += 1) classify(unit);
let prepared = false;

/** Fills the tables beyond ASCII: some milliseconds, once, and only for who meets such text. */
export function prepareUnicode(): void {
  if (prepared) return;
  prepared = true;
  for (let unit = 128; unit < units; unit += 1) classify(unit);
}

function classify(unit: number): void {
  const character = String.fromCharCode(unit);
  const lower = character.toLowerCase();
  lowers[unit] = lower.length === 1 ? lower.charCodeAt(0) : unit;
  kinds[unit] = kindOf(unit, character);
}

function kindOf(unit: number, character: string): number {
  if (isIdeograph(unit)) return ideograph;
  if (character === "'" || character === '\u2019') return apostrophe;
  if (/[.!?:;"\u201c\u201d\u201e\u00bf\u00a1(\n\r\u2022\u3002]/.test(character)) return sentenceEnd;
  if (/\p{Lu}/u.test(character)) return capital;
  if (/[\p{L}\p{M}]/u.test(character)) return letter;
  if (/\p{N}/u.test(character)) return digit;
  return /[-+*/%&|^~<>=\p{Sc}\p{Sm}\p{So}]/u.test(character) ? symbol : separator;
}

function isIdeograph(unit: number): boolean {
  return (
    (unit >= 0x2e80 && unit <= 0x9fff && !(unit >= 0x3000 && unit <= 0x303f)) ||
    (unit >= 0xf900 && unit <= 0xfaff) ||
    (unit >= 0xd800 && unit <= 0xdfff)
  );
}
