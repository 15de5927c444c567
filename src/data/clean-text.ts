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
  const plain = normalizeText(text, 'NFKC')
    .replace(/\p{Cf}/gu, '')
    .toLowerCase();
  return normalizeText(plain, 'NFKC').replace(/\s+/g, ' ').trim();
}
