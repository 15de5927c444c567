import type { PiiSpan } from './span.ts';

const name = String.raw`(?:\p{Lu}[\p{L}\p{M}\d'’.-]{0,24}|\d{1,3}(?:st|nd|rd|th))`;
const types =
  'Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Place|Pl|Square|Sq|Terrace|Ter|Way|Highway|Hwy|Parkway|Pkwy|Circle|Cir|Crescent|Close|Trail|Mews|Row|Grove|Gardens|Hill|Marg|Nagar|Broadway';
const unit = String.raw`(?:,? (?:Apt|Apartment|Suite|Ste|Unit|Flat|Floor|#)\.? ?#?\w{1,6})?`;
/** What a form cannot do without: a quick look before the form itself. German ones are looked for at numbers alone. */
const germanType = /(?<=(?:straße|strasse|str\.|weg|platz|allee|gasse|ring|damm|ufer) )/iy;
const romanceType = /Rua|A(?:venida|v\.|lameda)|Travessa|P(?:raça|laza|aseo|iazza)|Calle|Via|Corso/;
/** Number and street by country; the type of street is what makes it one. */
const numberFirst: readonly [reason: string, form: RegExp][] = [
  [
    'number, name, street type',
    new RegExp(
      String.raw`(?<![\p{L}\d.$€£§/-])\d{1,5}[A-Za-z]?(?:[-/]\d{1,4})?,? (?:${name} ){1,4}?(?:${types})(?![\p{L}\d])\.?(?: (?:N|S|E|W|NE|NW|SE|SW)(?![\p{L}\d]))?${unit}`,
      'uy',
    ),
  ],
  [
    'French number and street',
    new RegExp(
      String.raw`(?<![\p{L}\d.])\d{1,4}(?: ?(?:bis|ter|quater))?,? (?:[Rr]ue|[Aa]venue|[Bb]oulevard|[Pp]lace|[Aa]llée|[Cc]hemin|[Ii]mpasse|[Qq]uai|[Rr]oute)(?: (?:de|du|des|la|le|les|l['’]\p{L}{1,20}|d['’]\p{L}{1,20}|\p{Lu}[\p{L}'’-]{1,24})){1,6}`,
      'uy',
    ),
  ],
];
const germanForms: readonly [reason: string, form: RegExp][] = [
  [
    'German street and number',
    new RegExp(
      String.raw`(?<![\p{L}\d])\p{Lu}[\p{L}-]{2,30}(?:straße|strasse|str\.|weg|platz|allee|gasse|ring|damm|ufer) \d{1,4}(?: ?[a-z](?![\p{L}]))?(?!\d|\.\d)`,
      'gu',
    ),
  ],
  [
    'German street and number',
    new RegExp(
      String.raw`(?<![\p{L}\d])(?:${name} ){1,3}?(?:Straße|Str\.|Weg|Platz|Allee|Ring|Damm) \d{1,4}[a-z]?(?![\p{L}\d]|\.\d)`,
      'gu',
    ),
  ],
];
const romanceForms: readonly [reason: string, form: RegExp][] = [
  [
    'street and number',
    new RegExp(
      String.raw`(?<![\p{L}\d])(?:Rua|Avenida|Av\.|Alameda|Travessa|Praça|Calle|Plaza|Paseo|Via|Viale|Piazza|Corso)(?: (?:da|de|do|das|dos|del|della|la|las|los|el|\p{Lu}[\p{L}'’-]{1,24})){1,6},? (?:n[.º°]? ?)?\d{1,5}(?!\d|\.\d)`,
      'gu',
    ),
  ],
];

/**
 * Street addresses by their form: a number beside a name with a type of street, as five languages write it. It misses
 * streets without a type and takes some sentences for streets, so it is never more than a flag by default.
 */
export function findStreetAddresses(text: string): PiiSpan[] {
  const numbers = numberStarts(text);
  const spans = numberFirst.flatMap(([reason, form]) => addressesAt(text, numbers, form, reason));
  if (numbers.some((start) => standsAt(germanType, text, start))) spans.push(...addressesIn(text, germanForms));
  if (romanceType.test(text)) spans.push(...addressesIn(text, romanceForms));
  return spans;
}

/** Where the runs of digits begin. */
function numberStarts(text: string): number[] {
  const starts: number[] = [];
  let inside = false;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    const digit = unit >= 0x30 && unit <= 0x39;
    if (digit && !inside) starts.push(index);
    inside = digit;
  }
  return starts;
}

function addressesAt(text: string, starts: readonly number[], form: RegExp, reason: string): PiiSpan[] {
  const spans: PiiSpan[] = [];
  let end = 0;
  for (const start of starts) {
    if (start < end || !standsAt(form, text, start)) continue;
    end = form.lastIndex;
    spans.push(address(start, end, reason));
  }
  return spans;
}

/** Whether a sticky expression matches at this place. */
function standsAt(form: RegExp, text: string, start: number): boolean {
  form.lastIndex = start;
  return form.test(text);
}

function addressesIn(text: string, forms: readonly [reason: string, form: RegExp][]): PiiSpan[] {
  return forms.flatMap(([reason, form]) =>
    [...text.matchAll(form)].map((match) => address(match.index, match.index + match[0].length, reason)),
  );
}

function address(start: number, end: number, reason: string): PiiSpan {
  return { entity: 'STREET_ADDRESS', start, end, score: 0.5, reason };
}
