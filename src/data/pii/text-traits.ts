/**
 * What a text holds that a recogniser could begin with, as bits:
 * `long`, `run` = 20 and 14 characters or more without a space; `code` = 6 letters and digits or more with 4 digits among
 * them; `group4` to `group12` = so many digits with nothing but the punctuation of numbers between them; `lettered` = a
 * digit right after a letter; `dotted` = a dot between digits, or a colon before a hexadecimal digit or another colon;
 * `joint` = one of `:-.` between hexadecimal digits.
 */
export const trait = {
  digit: 1,
  at: 2,
  colon: 4,
  dash: 8,
  wide: 16,
  run: 32,
  long: 64,
  code: 128,
  lettered: 256,
  dotted: 512,
  joint: 1024,
  group4: 2048,
  group6: 4096,
  group7: 8192,
  group9: 16_384,
  group12: 32_768,
} as const;

/** Kinds of ASCII units, as bits. */
const kind = { digit: 1, letter: 2, hexadecimal: 4, number: 8, joint: 16 } as const;
const kinds = new Uint8Array(128);
for (let unit = 0; unit < 128; unit++) {
  const character = String.fromCharCode(unit);
  kinds[unit] =
    (/\d/.test(character) ? kind.digit : 0) |
    (/[A-Za-z_]/.test(character) ? kind.letter : 0) |
    (/[0-9A-Fa-f]/.test(character) ? kind.hexadecimal : 0) |
    (/[ ().\-/]/.test(character) ? kind.number : 0) |
    (/[:.-]/.test(character) ? kind.joint : 0);
}

/** Fewest characters without a space of a hardware address, and of a key, token or address of a currency. */
const shortestRun = 14;
const shortestKey = 20;
const shortestCode = 6;
const digitsOfCode = 4;

/** One pass over a text: which traits it has. Most prose has few, and costs little more. */
export function traitsOf(text: string): number {
  let traits = 0;
  let [space, longest] = [-1, 0];
  let [word, wordDigits] = [0, 0];
  let [digits, mostDigits] = [0, 0];
  let before = 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    const now = unit < 128 ? kinds[unit]! : 0;
    if ((now & kind.digit) !== 0) {
      traits |= (before & kind.letter) === 0 ? trait.digit : trait.digit | trait.lettered;
      word++;
      wordDigits++;
      if (++digits > mostDigits) mostDigits = digits;
    } else if ((now & kind.letter) !== 0) {
      word++;
      digits = 0;
    } else {
      if (wordDigits >= digitsOfCode && word >= shortestCode) traits |= trait.code;
      word = wordDigits = 0;
      if ((now & kind.number) === 0) digits = 0;
      if ((now & kind.joint) !== 0) traits |= jointTraits(text, index, unit, before);
      else if (unit === 0x40) traits |= trait.at;
      else if (unit >= 128) traits |= trait.wide;
      if (unit <= 32) {
        if (index - space > longest) longest = index - space;
        space = index;
      }
    }
    before = now;
  }
  if (wordDigits >= digitsOfCode && word >= shortestCode) traits |= trait.code;
  longest = Math.max(longest, text.length - space) - 1;
  return traits | groupTraits(mostDigits) | (longest >= shortestRun ? trait.run : 0) | (longest >= shortestKey ? trait.long : 0);
}

/** Traits that a colon, dot or hyphen gives, by its neighbours. */
function jointTraits(text: string, index: number, unit: number, before: number): number {
  const next = index + 1 < text.length ? text.charCodeAt(index + 1) : 0;
  const after = next < 128 ? kinds[next]! : 0;
  const joins = (before & after & kind.hexadecimal) === 0 ? 0 : trait.joint;
  if (unit === 0x3a) return trait.colon | joins | (next === 0x3a || (after & kind.hexadecimal) !== 0 ? trait.dotted : 0);
  return joins | (unit === 0x2d ? trait.dash : (before & after & kind.digit) === 0 ? 0 : trait.dotted);
}

function groupTraits(digits: number): number {
  return (
    (digits >= 4 ? trait.group4 : 0) |
    (digits >= 6 ? trait.group6 : 0) |
    (digits >= 7 ? trait.group7 : 0) |
    (digits >= 9 ? trait.group9 : 0) |
    (digits >= 12 ? trait.group12 : 0)
  );
}
