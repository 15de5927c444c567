import { isIP } from 'node:net';
import { address } from 'bitcoinjs-lib';
import libphonenumber from 'google-libphonenumber';
import { describe, expect, test } from 'vitest';
import { formsOf } from './forms.ts';
import { generatePiiTexts } from './generate-pii-texts.ts';
import { negatives } from './negatives.ts';
import { piiEntities, type PiiEntity } from './pii-entity.ts';
import { homeRegions } from './values/phone.ts';
import { ibanLengths, luhnDigit } from './values/payment.ts';

const texts = generatePiiTexts(11, 4000);
const values = texts.flatMap(({ text, spans }) =>
  spans.map((span) => ({ ...span, value: text.slice(span.start, span.end), rest: text.slice(span.end) })),
);
const of = (entity: PiiEntity): string[] => values.filter((one) => one.entity === entity).map(({ value }) => value);
const invalid = (entity: PiiEntity, isValid: (value: string) => boolean): string[] => of(entity).filter((value) => !isValid(value));

const phones = libphonenumber.PhoneNumberUtil.getInstance();
function isPhone(value: string): boolean {
  const dialled = value.replace('(0)', '').replace(/^00/, '+');
  return homeRegions.some((region) => phones.isValidNumber(phones.parse(dialled, region)));
}

function isCard(value: string): boolean {
  const digits = value.replaceAll(/\D/g, '');
  return digits.length >= 12 && digits.length <= 19 && luhnDigit(digits.slice(0, -1)) === digits.at(-1);
}

/** ISO 7064 mod 97-10 over the number with its first four characters moved to the end. */
function isIban(value: string): boolean {
  const iban = value.replaceAll(/\s/g, '').toUpperCase();
  const moved = [...iban.slice(4), ...iban.slice(0, 4)].map((character) => Number.parseInt(character, 36)).join('');
  return iban.length === ibanLengths[iban.slice(0, 2)] && BigInt(moved) % 97n === 1n;
}

function isCrypto(value: string): boolean {
  if (/^0x[\da-f]{40}$/i.test(value)) return true;
  const read = /^bc1/i.test(value) ? address.fromBech32(value).data : address.fromBase58Check(value).hash;
  return read.length === 20 || read.length === 32;
}

describe('generated values are what their gold spans say', () => {
  const digits = (value: string): string => value.replaceAll(/\D/g, '');

  test('phone numbers are valid by the library of Google', () => expect(invalid('PHONE', isPhone)).toEqual([]));
  test('cards pass the test of Luhn at 12 to 19 digits', () => expect(invalid('CREDIT_CARD', isCard)).toEqual([]));
  test('account numbers have their country’s length and pass mod 97', () => expect(invalid('IBAN', isIban)).toEqual([]));
  test('crypto addresses are read by bitcoinjs-lib', () => expect(invalid('CRYPTO', isCrypto)).toEqual([]));
  test('IP addresses are read by Node', () => expect(invalid('IP_ADDRESS', (value) => isIP(value) > 0)).toEqual([]));
  test('social security numbers are such as are issued', () => {
    expect(invalid('US_SSN', (value) => /^(?!000|666|9)\d{3}(?!00)\d{2}(?!0000)\d{4}$/.test(digits(value)))).toEqual([]);
  });
  test('taxpayer numbers are such as are issued', () => {
    expect(invalid('US_ITIN', (value) => /^9\d{2}(5\d|6[0-5]|7\d|8[0-8]|9[0-24-9])\d{4}$/.test(digits(value)))).toEqual([]);
  });
  test('National Insurance numbers are such as are issued', () => {
    const pattern = /^(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{6}[A-D]$/;
    expect(invalid('UK_NINO', (value) => pattern.test(value.replaceAll(' ', '').toUpperCase()))).toEqual([]);
  });
  test('mail addresses have a local part and a domain with an ending', () => {
    expect(invalid('EMAIL', (value) => /^[\w.+'-]+@[\p{L}\d-]+(\.[\p{L}\d-]+)*\.[a-z][a-z\d-]+$/iu.test(value))).toEqual([]);
  });
  test('hardware addresses have twelve hexadecimal digits', () => {
    expect(invalid('MAC_ADDRESS', (value) => /^[\da-f]{12}$/i.test(value.replaceAll(/[:.-]/g, '')))).toEqual([]);
  });
  test('credentials stand between the scheme and the host of a URL', () => {
    expect(
      values.filter(({ entity, value, rest }) => entity === 'URL_CREDENTIALS' && !(value.includes(':') && rest.startsWith('@'))),
    ).toEqual([]);
  });
  test('dates of birth name a year', () => expect(invalid('DATE_OF_BIRTH', (value) => /\b(19|20)\d\d\b/.test(value))).toEqual([]));
});

describe('generated texts', () => {
  test('the same seed gives the same texts and another seed gives others', () => {
    expect(generatePiiTexts(3, 200)).toEqual(generatePiiTexts(3, 200));
    expect(generatePiiTexts(4, 200)).not.toEqual(generatePiiTexts(3, 200));
  });

  test('spans lie in their text in order and never overlap one another or a look-alike', () => {
    const clashes = texts.filter(({ text, spans, negatives: others }) => {
      const all = [...spans, ...others].toSorted((a, b) => a.start - b.start);
      return all.some(({ start, end }, index) => start >= end || end > text.length || start < (all[index - 1]?.end ?? 0));
    });
    expect(clashes).toEqual([]);
  });

  test('every written form of every entity appears', () => {
    const seen = new Set(values.map(({ entity, form }) => `${entity}/${form}`));
    const all = piiEntities.flatMap((entity) => formsOf[entity].map(({ name }) => `${entity}/${name}`));
    expect(all.filter((form) => !seen.has(form))).toEqual([]);
  });

  test('every kind of look-alike appears', () => {
    const seen = new Set(texts.flatMap(({ negatives: others }) => others.map(({ kind }) => kind)));
    expect(negatives.map(({ kind }) => kind).filter((kind) => !seen.has(kind))).toEqual([]);
  });

  test('no slot or mark of a template is left in a text', () => {
    expect(texts.filter(({ text }) => /<<[A-Z_]+!?>>/.test(text))).toEqual([]);
  });

  test('each entity has hundreds of values, so that one error does not decide a score', () => {
    expect(piiEntities.filter((entity) => of(entity).length < 300)).toEqual([]);
  });
});
