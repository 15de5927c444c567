import { cued, plain, type Form } from '../pii-entity.ts';
import { upper, type Random } from '../random.ts';

const advertised = new Set(['078051120', '219099999', '123456789']);

/** Nine digits that the Social Security Administration could have issued: no area 000, 666 or 9xx, no group 00, no serial 0000. */
export function drawSsn(random: Random): string {
  const area = String(random.chance(0.5) ? random.between(1, 665) : random.between(667, 899)).padStart(3, '0');
  const number = `${area}${String(random.between(1, 99)).padStart(2, '0')}${String(random.between(1, 9999)).padStart(4, '0')}`;
  return advertised.has(number) || new Set(number).size === 1 ? drawSsn(random) : number;
}

/** Nine digits that the Internal Revenue Service could have issued: 9xx, and a group of 50–65, 70–88, 90–92 or 94–99. */
export function drawItin(random: Random): string {
  const ranges = [
    [50, 65],
    [70, 88],
    [90, 92],
    [94, 99],
  ] as const;
  const [low, high] = random.pick(ranges);
  return `9${random.digits(2)}${random.between(low, high)}${random.digits(4)}`;
}

const inGroups = (number: string, separator: string): string => [number.slice(0, 3), number.slice(3, 5), number.slice(5)].join(separator);

export const ssnForms: readonly Form[] = [
  plain('hyphens', ({ random }) => inGroups(drawSsn(random), '-')),
  cued('spaces', ({ random }) => inGroups(drawSsn(random), ' ')),
  cued('dots', ({ random }) => inGroups(drawSsn(random), '.')),
  cued('bare', ({ random }) => drawSsn(random)),
  cued('hyphens-with-word', ({ random }) => inGroups(drawSsn(random), '-')),
];

export const itinForms: readonly Form[] = [
  plain('hyphens', ({ random }) => inGroups(drawItin(random), '-')),
  cued('spaces', ({ random }) => inGroups(drawItin(random), ' ')),
  cued('bare', ({ random }) => drawItin(random)),
  cued('hyphens-with-word', ({ random }) => inGroups(drawItin(random), '-')),
];

const neverIssued = new Set(['BG', 'GB', 'KN', 'NK', 'NT', 'TN', 'ZZ']);

/** Two letters, six digits, one letter A–D, by the prefixes that HM Revenue & Customs allocates (manual NIM39110). */
export function drawNino(random: Random): string {
  const prefix = random.text(1, 'ABCEGHJKLMNOPRSTWXYZ') + random.text(1, 'ABCEGHJKLMNPRSTWXYZ');
  return neverIssued.has(prefix) ? drawNino(random) : `${prefix}${random.digits(6)}${random.text(1, 'ABCD')}`;
}

export const ninoForms: readonly Form[] = [
  plain('bare', ({ random }) => drawNino(random)),
  plain('pairs', ({ random }) => drawNino(random).replace(/^(..)(..)(..)(..)(.)$/, '$1 $2 $3 $4 $5')),
  plain('three-parts', ({ random }) => drawNino(random).replace(/^(..)(.{6})(.)$/, '$1 $2 $3')),
  cued('lower-case', ({ random }) => drawNino(random).toLowerCase()),
  cued('lower-case-pairs', ({ random }) =>
    drawNino(random)
      .toLowerCase()
      .replace(/^(..)(..)(..)(..)(.)$/, '$1 $2 $3 $4 $5'),
  ),
];

const germanPassport = 'CFGHJKLMNPRTVWXYZ';

/** Passport numbers by the pattern of the country; a word near always says what they are. */
export const passportForms: readonly Form[] = [
  cued('american', ({ random }) => `${random.text(1, upper)}${random.digits(8)}`),
  cued('american-digits', ({ random }) => random.digits(9)),
  cued('british', ({ random }) => `${random.between(1, 9)}${random.digits(8)}`),
  cued(
    'german',
    ({ random }) =>
      `C${random.digits(2)}${random.text(1, germanPassport)}${random.digits(2)}${random.text(1, germanPassport)}${random.digits(2)}`,
  ),
  cued('french', ({ random }) => `${random.digits(2)}${random.text(2, upper)}${random.digits(5)}`),
  cued('indian', ({ random }) => `${random.text(1, 'ABCDEFGHJKLMNPRSTUVWYZ')}${random.between(1, 9)}${random.digits(6)}`),
  cued('canadian', ({ random }) => `${random.text(2, upper)}${random.digits(6)}`),
  cued('brazilian', ({ random }) => `F${random.text(1, upper)}${random.digits(6)}`),
  cued('spanish', ({ random }) => `${random.text(3, upper)}${random.digits(6)}`),
  cued('israeli', ({ random }) => random.digits(8)),
];
