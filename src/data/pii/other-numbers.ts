import { brokenIbans } from './iban.ts';
import type { Claimed } from './span.ts';

const forms = [
  /(?<![0-9A-Za-z])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9A-Za-z])/gi, // UUID
  /(?<!\d|\d[-/.])\d{4}([-/.])\d{1,2}\1\d{1,2}(?:[T ]\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})?)?(?!\d|[-/.]\d)/g, // date, time
  /(?<!\d|\d[-/.])\d{1,2}([-/.])\d{1,2}\1(?:\d{4}|\d{2})(?!\d|[-/.]\d)/g, // date
  /ISBN(?:-?1[03])?:? {0,2}(?:[0-9]-?){9,13}[0-9Xx]?/gi,
  /(?<!\d)97[89][- ]?\d{1,5}[- ]?\d{1,7}[- ]?\d{1,7}[- ]?\d(?!\d)/g, // ISBN-13 or EAN of a book
  /(?<!\d)\d{1,5}-\d{1,7}-\d{1,7}-[\dXx](?![\w-])/g, // ISBN-10
];

/** Stretches that are known to be something else than a phone, card or tax number: UUIDs, dates, ISBNs, IBANs with a wrong checksum. */
export function otherNumbers(text: string): Claimed[] {
  const claimed = forms.flatMap((form) => [...text.matchAll(form)].map(({ 0: value, index }) => ({ start: index, end: index + value.length })));
  return [...claimed, ...brokenIbans(text)];
}
