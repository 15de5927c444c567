import { brokenIbans } from './iban.ts';
import type { Claimed } from './span.ts';

const forms = [
  /(?<![0-9A-Za-z])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9A-Za-z])/gi, // UUID
  /(?<!\d|\d[-/.])\d{4}([-/.])\d{1,2}\1\d{1,2}(?:[T ]\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})?)?(?!\d|[-/.]\d)/g, // date, time
  /(?<!\d|\d[-/.])\d{1,2}([-/.])\d{1,2}\1(?:\d{4}|\d{2})(?!\d|[-/.]\d)/g, // date
  /ISBN(?:-?1[03])?:? {0,2}(?:[0-9]-?){9,13}[0-9Xx]?/gi,
  /(?<!\d)(?=(?:\d[- ]?){12}\d(?!\d))97[89][- ]?\d{1,5}[- ]?\d{1,7}[- ]?\d{1,7}[- ]?\d(?!\d)/g, // ISBN-13 or EAN of a book
  /(?<![\d+]|\d-)(?=(?:\d-?){9}[\dXx](?![\w-]))\d{1,5}-\d{1,7}-\d{1,7}-[\dXx](?![\w-])/g, // ISBN-10
];

const cardShape = /(?<![\w+])\d{4}([ -])\d{4}\1\d{4}\1\d{1,4}(?!\w)|(?<![\w+])\d{4}([ -])\d{6}\2\d{4,5}(?!\w)/g;

/** Digits in the groups of a payment card. With a wrong check digit they are no card, and no phone number either. */
export function cardShapes(text: string): Claimed[] {
  return [...text.matchAll(cardShape)].map(({ 0: value, index }) => ({ start: index, end: index + value.length }));
}

/** Stretches that are known to be something else than a phone, card or tax number: UUIDs, dates, ISBNs, IBANs with a wrong checksum. */
export function otherNumbers(text: string): Claimed[] {
  const claimed = forms.flatMap((form) =>
    [...text.matchAll(form)].map(({ 0: value, index }) => ({ start: index, end: index + value.length })),
  );
  return [...claimed, ...brokenIbans(text)];
}
