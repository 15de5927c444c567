import { comparableText } from '../clean-text.ts';

// oxlint-disable-next-line no-control-regex -- the ASCII range is what is looked for
const beyondAscii = /[^\u0000-\u007f]/;
const unevenSpace = /[\t\n\v\f\r]|\s\s|^\s|\s$/;
const formatCharacter = /\p{Cf}/u;
const formatCharacters = /\p{Cf}/gu;

/** As comparableText, faster: text of ASCII characters alone needs no Unicode forms. */
export function normalisedText(text: string): string {
  if (beyondAscii.test(text)) return comparableText(text);
  const lower = text.toLowerCase();
  return unevenSpace.test(lower) ? lower.replace(/\s+/g, ' ').trim() : lower;
}

/** The text without compatibility forms and format characters; letter case and white space stay, since they tell names and sentences apart. */
export function unfoldedText(text: string): string {
  if (!beyondAscii.test(text)) return text;
  const composed = text.normalize('NFKC');
  return formatCharacter.test(composed) ? composed.replace(formatCharacters, '') : composed;
}
