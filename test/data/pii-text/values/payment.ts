import { cued, plain, type Form, type Sources } from '../pii-entity.ts';
import type { Random } from '../random.ts';

/** Networks by their first digits and lengths (ISO/IEC 7812 ranges as the networks publish them). */
export const cardNetworks: Record<string, { starts: readonly string[]; lengths: readonly number[] }> = {
  visa: { starts: ['4'], lengths: [16] },
  'visa-13': { starts: ['4'], lengths: [13] },
  'visa-19': { starts: ['4'], lengths: [19] },
  mastercard: { starts: ['51', '52', '53', '54', '55', '2221', '2300', '2500', '2720'], lengths: [16] },
  amex: { starts: ['34', '37'], lengths: [15] },
  discover: { starts: ['6011', '644', '649', '65'], lengths: [16] },
  jcb: { starts: ['3528', '3550', '3589'], lengths: [16] },
  diners: { starts: ['300', '305', '36', '38'], lengths: [14] },
  unionpay: { starts: ['62'], lengths: [16, 17, 18, 19] },
  maestro: { starts: ['5018', '5020', '5038', '6304', '6759', '6761', '6763'], lengths: [12, 13, 14, 15, 16, 17, 18, 19] },
  uatp: { starts: ['1'], lengths: [15] },
};

/** The digit that makes `digits` followed by it pass Luhn's test (ISO/IEC 7812-1 annex B). */
export function luhnDigit(digits: string): string {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits[digits.length - 1 - index]);
    sum += index % 2 === 0 ? (digit > 4 ? 2 * digit - 9 : 2 * digit) : digit;
  }
  return String((10 - (sum % 10)) % 10);
}

/** A number of one network that passes Luhn's test. */
export function drawCard(random: Random, network = random.pick(Object.keys(cardNetworks))): string {
  const { starts, lengths } = cardNetworks[network]!;
  const start = random.pick(starts);
  const body = start + random.digits(random.pick(lengths) - start.length - 1);
  return body + luhnDigit(body);
}

const groups = (number: string, separator: string): string => {
  if (number.length === 15) return [number.slice(0, 4), number.slice(4, 10), number.slice(10)].join(separator);
  if (number.length === 14) return [number.slice(0, 4), number.slice(4, 10), number.slice(10)].join(separator);
  return number.replaceAll(/(\d{4})(?=\d)/g, `$1${separator}`);
};

/** Payment cards of every network, bare and in the groups that stand on the plastic. */
export const cardForms: readonly Form[] = [
  ...Object.keys(cardNetworks).map((network) => cued(`bare-${network}`, ({ random }) => drawCard(random, network))),
  plain('spaces', ({ random }) => groups(drawCard(random), ' ')),
  plain('hyphens', ({ random }) => groups(drawCard(random), '-')),
  plain('spaces-of-sixteen', ({ random }) => groups(drawCard(random, random.pick(['visa', 'mastercard', 'discover', 'jcb'])), ' ')),
  plain('hyphens-of-sixteen', ({ random }) => groups(drawCard(random, random.pick(['visa', 'mastercard', 'discover', 'jcb'])), '-')),
  plain('amex-spaces', ({ random }) => groups(drawCard(random, 'amex'), ' ')),
  plain('no-break-spaces', ({ random }) => groups(drawCard(random, 'visa'), '\u00a0')),
];

/** Countries and lengths of the SWIFT registry that faker's numbers are checked against. */
export const ibanLengths: Record<string, number> = Object.fromEntries(
  (
    'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 ES24 FI18 FO18 FR27 GB22 GE22 GI23 ' +
    'GL18 GR27 GT28 HR21 HU28 IE22 IL23 IS26 IT27 JO30 KW30 KZ20 LB28 LI21 LT20 LU20 LV21 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 ' +
    'NO15 PK24 PL28 PT25 QA29 RO24 RS22 SA24 SE24 SI19 SK24 SM27 TN24 TR26 VG24 XK20'
  )
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);
const countries = Object.keys(ibanLengths);

/** An account number of one country, in capitals and without separators. */
export function drawIban({ faker, random }: Sources, countryCode = random.pick(countries)): string {
  return faker.en.finance.iban({ formatted: false, countryCode });
}

const inFours = (iban: string, separator: string): string => iban.replaceAll(/(.{4})(?=.)/g, `$1${separator}`);

/** Account numbers of 70 countries, as banks print them and as people paste them. */
export const ibanForms: readonly Form[] = [
  plain('bare', (s) => drawIban(s)),
  plain('groups-of-four', (s) => inFours(drawIban(s), ' ')),
  plain('lower-case', (s) => drawIban(s).toLowerCase()),
  plain('lower-case-groups', (s) => inFours(drawIban(s).toLowerCase(), ' ')),
  plain('no-break-spaces', (s) => inFours(drawIban(s), '\u00a0')),
  plain('german', (s) => inFours(drawIban(s, 'DE'), s.random.pick([' ', '']))),
  plain('british', (s) => inFours(drawIban(s, 'GB'), s.random.pick([' ', '']))),
  plain('french', (s) => inFours(drawIban(s, 'FR'), s.random.pick([' ', '']))),
];
