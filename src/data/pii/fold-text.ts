/** A text as recognisers read it, and how its offsets map back. */
export interface FoldedText {
  text: string;
  /** Offset in the folded text → offset in the original one; null when they are the same. */
  offsets: Uint32Array | null;
}

const foldable =
  /[\u00a0\u00ad\u060c\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u180e\u2000-\u200f\u2010-\u2015\u202f\u2060\u2212\u3000\ufe58\ufe63\ufeff\uff01-\uff5e]/;
const invisible = /[\u00ad\u180e\u200b-\u200f\u2060\ufeff]/;

/**
 * Brings the many forms of digits, spaces and hyphens to ASCII, unit by unit, and leaves out characters that nobody sees:
 * "４０１２", "٤٠١٢", a no-break hyphen or a zero-width space inside a number hide nothing.
 */
export function foldText(text: string): FoldedText {
  if (!foldable.test(text)) return { text, offsets: null };
  const units = new Uint16Array(text.length);
  const offsets = new Uint32Array(text.length + 1);
  const hides = invisible.test(text);
  let length = 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (hides && isInvisible(unit)) continue;
    offsets[length] = index;
    units[length++] = unit < 0xa0 ? unit : foldUnit(unit);
  }
  offsets[length] = text.length;
  const folded = decodeUnits(units.subarray(0, length));
  return { text: folded, offsets: hides ? offsets : null };
}

function isInvisible(unit: number): boolean {
  return unit === 0xad || unit === 0x180e || (unit >= 0x200b && unit <= 0x200f) || unit === 0x2060 || unit === 0xfeff;
}

function foldUnit(unit: number): number {
  if (unit >= 0xff01 && unit <= 0xff5e) return unit - 0xfee0;
  if (unit === 0xa0 || unit === 0x202f || unit === 0x3000 || (unit >= 0x2000 && unit <= 0x200a)) return 0x20;
  if ((unit >= 0x2010 && unit <= 0x2015) || unit === 0x2212 || unit === 0xfe58 || unit === 0xfe63) return 0x2d;
  for (const zero of [0x0660, 0x06f0, 0x0966]) if (unit >= zero && unit <= zero + 9) return 0x30 + unit - zero;
  return unit;
}

/** In pieces, since a call takes only so many arguments. */
function decodeUnits(units: Uint16Array): string {
  const parts: string[] = [];
  for (let from = 0; from < units.length; from += 8192) parts.push(String.fromCharCode(...units.subarray(from, from + 8192)));
  return parts.join('');
}

const escapes = /\\(?:[nrt]|u00(?:0[9ad]|2[267]|3[ce]))/gi;

/**
 * Escaped line ends, tabs, quotes and angle brackets ("\\n", "\\u003c") as spaces of the same length: text that was put into
 * JSON twice must not give its letters to the value that follows.
 */
export function blankEscapes(text: string): string {
  return text.includes('\\') ? text.replaceAll(escapes, (escape) => ' '.repeat(escape.length)) : text;
}
