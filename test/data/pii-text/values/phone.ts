import libphonenumber, { type PhoneNumber } from 'google-libphonenumber';
import { cued, plain, type Form, type Sources } from '../pii-entity.ts';
import type { Random } from '../random.ts';

const { PhoneNumberFormat, PhoneNumberType, PhoneNumberUtil } = libphonenumber;
const phones = PhoneNumberUtil.getInstance();

/** Regions whose national format is told without a country code. */
export const homeRegions = ['US', 'GB', 'DE', 'FR', 'IL', 'IN', 'CA', 'BR'] as const;
const abroad = [
  'AT',
  'AU',
  'BE',
  'CH',
  'CZ',
  'DK',
  'ES',
  'IE',
  'IT',
  'JP',
  'KR',
  'MX',
  'NL',
  'NO',
  'NZ',
  'PL',
  'PT',
  'SE',
  'TR',
  'ZA',
  'ZZ',
];
const regions = [...homeRegions, ...abroad.filter((region) => region !== 'ZZ')];

/** The region's example number of Google's metadata with its last digits drawn anew until it is valid there. */
function drawNumber(random: Random, region: string): PhoneNumber {
  const type = random.chance(0.5) ? PhoneNumberType.FIXED_LINE : PhoneNumberType.MOBILE;
  const example = phones.getExampleNumberForType(region, type)!;
  const national = phones.getNationalSignificantNumber(example);
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const kept = national.length - random.between(3, 6);
    const drawn = phones.parse(`+${example.getCountryCode()}${national.slice(0, kept)}${random.digits(national.length - kept)}`);
    if (phones.isValidNumberForRegion(drawn, region)) return drawn;
  }
  return example;
}

const written = (number: PhoneNumber, format: number): string => phones.format(number, format);
const abroadFrom = (s: Sources, from: readonly string[] = regions): string =>
  written(drawNumber(s.random, s.random.pick(from)), PhoneNumberFormat.INTERNATIONAL);
const athome = (s: Sources, region: string): string => written(drawNumber(s.random, region), PhoneNumberFormat.NATIONAL);
const significant = (s: Sources, region: string): string => phones.getNationalSignificantNumber(drawNumber(s.random, region));
const american = (s: Sources, separator: string): string => {
  const number = significant(s, s.random.pick(['US', 'CA']));
  return [number.slice(0, 3), number.slice(3, 6), number.slice(6)].join(separator);
};

/** Phone numbers: national formats of eight regions (with a word near), international ones of 28. */
export const phoneForms: readonly Form[] = [
  plain('international', (s) => abroadFrom(s)),
  plain('e164', (s) => written(drawNumber(s.random, s.random.pick(regions)), PhoneNumberFormat.E164)),
  plain('rfc3966', (s) => ({
    before: 'tel:',
    gold: written(drawNumber(s.random, s.random.pick(regions)), PhoneNumberFormat.RFC3966).slice(4),
  })),
  plain('international-hyphens', (s) => abroadFrom(s).replaceAll(' ', '-')),
  plain('international-dots', (s) => abroadFrom(s).replaceAll(/[ -]/g, '.')),
  plain('no-break-spaces', (s) => abroadFrom(s).replaceAll(' ', '\u00a0')),
  plain('trunk-zero', (s) => abroadFrom(s, ['GB', 'DE', 'FR']).replace(/^(\+\d+) /, '$1 (0)')),
  plain('country-in-brackets', (s) => abroadFrom(s).replace(/^(\+\d+) /, '($1) ')),
  plain('area-in-brackets', (s) => abroadFrom(s, ['GB', 'DE', 'FR', 'IN']).replace(/^(\+\d+) (\d+)/, '$1 ($2)')),
  plain('extension', (s) => ({
    gold: abroadFrom(s),
    after: ` ${s.random.pick(['ext.', 'x', 'extension'])} ${s.random.between(10, 9999)}`,
  })),
  cued('double-zero', (s) => abroadFrom(s, ['GB', 'DE', 'FR', 'IL', 'IN', 'BR', 'ES']).replace('+', '00')),
  ...homeRegions.map((region) => cued(`national-${region}`, (s) => athome(s, region))),
  cued('american-hyphens', (s) => american(s, '-')),
  cued('american-dots', (s) => american(s, '.')),
  cued('american-spaces', (s) => american(s, ' ')),
  cued('american-bare', (s) => american(s, '')),
  cued('american-with-one', (s) => `1-${american(s, '-')}`),
  cued('german-slash', (s) => athome(s, 'DE').replace(' ', '/')),
  cued('german-bare', (s) => athome(s, 'DE').replaceAll(/\D/g, '')),
  cued('british-bare', (s) => athome(s, 'GB').replaceAll(/\D/g, '')),
  cued('french-dots', (s) => athome(s, 'FR').replaceAll(' ', '.')),
  cued('indian-bare', (s) => significant(s, 'IN')),
];
