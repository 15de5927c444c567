import { cleanField } from './cleaning/clean-field.ts';
import { normalizeText } from './cleaning/normalize-text.ts';

/** The text in the form of cleanField, with the settings that hold where none are given. */
export function cleanText(text: string): string {
  return cleanField(text).text;
}

/**
 * Text as it is compared for leaks: compatibility forms, letter case, format characters and white space do not count.
 */
export function comparableText(text: string): string {
  if (ascii.test(text)) return withSingleSpaces(text.toLowerCase());
  const plain = normalizeText(text, 'NFKC')
    .replace(/\p{Cf}/gu, '')
    .toLowerCase();
  return withSingleSpaces(normalizeText(plain, 'NFKC'));
}

/** ASCII has no compatibility forms and no format characters. */
const ascii = /^[\u0000-\u007f]*$/; // oxlint-disable-line no-control-regex
/** White space that is no single space; a replacement costs more than the search. */
const looseSpace = /[^\S ]|\s\s/;

function withSingleSpaces(text: string): string {
  return (looseSpace.test(text) ? text.replace(/\s+/g, ' ') : text).trim();
}
