import type { PiiSpan } from './span.ts';

const name = String.raw`(?:\p{Lu}[\p{L}\p{M}\d'’.-]{0,24}|\d{1,3}(?:st|nd|rd|th))`;
const types =
  'Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Place|Pl|Square|Sq|Terrace|Ter|Way|Highway|Hwy|Parkway|Pkwy|Circle|Cir|Crescent|Close|Trail|Mews|Row|Grove|Gardens|Hill|Marg|Nagar|Broadway';
const unit = String.raw`(?:,? (?:Apt|Apartment|Suite|Ste|Unit|Flat|Floor|#)\.? ?#?\w{1,6})?`;
/** What a form cannot do without: a quick look before the form itself. */
const germanType = /(?= \d)(?<=straße|strasse|str\.|weg|platz|allee|gasse|ring|damm|ufer)/i;
const romanceType = /Rua|A(?:venida|v\.|lameda)|Travessa|P(?:raça|laza|aseo|iazza)|Calle|Via|Corso/;
/** Number and street by country; the type of street is what makes it one. */
const forms: readonly [reason: string, form: RegExp, gate?: RegExp][] = [
  [
    'number, name, street type',
    new RegExp(
      String.raw`(?<![\p{L}\d.$€£§/-])\d{1,5}[A-Za-z]?(?:[-/]\d{1,4})?,? (?:${name} ){1,4}?(?:${types})(?![\p{L}\d])\.?(?: (?:N|S|E|W|NE|NW|SE|SW)(?![\p{L}\d]))?${unit}`,
      'gu',
    ),
  ],
  [
    'German street and number',
    new RegExp(
      String.raw`(?<![\p{L}\d])\p{Lu}[\p{L}-]{2,30}(?:straße|strasse|str\.|weg|platz|allee|gasse|ring|damm|ufer) \d{1,4}(?: ?[a-z](?![\p{L}]))?(?!\d|\.\d)`,
      'gu',
    ),
    germanType,
  ],
  [
    'German street and number',
    new RegExp(
      String.raw`(?<![\p{L}\d])(?:${name} ){1,3}?(?:Straße|Str\.|Weg|Platz|Allee|Ring|Damm) \d{1,4}[a-z]?(?![\p{L}\d]|\.\d)`,
      'gu',
    ),
    germanType,
  ],
  [
    'French number and street',
    new RegExp(
      String.raw`(?<![\p{L}\d.])\d{1,4}(?: ?(?:bis|ter|quater))?,? (?:[Rr]ue|[Aa]venue|[Bb]oulevard|[Pp]lace|[Aa]llée|[Cc]hemin|[Ii]mpasse|[Qq]uai|[Rr]oute)(?: (?:de|du|des|la|le|les|l['’]\p{L}{1,20}|d['’]\p{L}{1,20}|\p{Lu}[\p{L}'’-]{1,24})){1,6}`,
      'gu',
    ),
  ],
  [
    'street and number',
    new RegExp(
      String.raw`(?<![\p{L}\d])(?:Rua|Avenida|Av\.|Alameda|Travessa|Praça|Calle|Plaza|Paseo|Via|Viale|Piazza|Corso)(?: (?:da|de|do|das|dos|del|della|la|las|los|el|\p{Lu}[\p{L}'’-]{1,24})){1,6},? (?:n[.º°]? ?)?\d{1,5}(?!\d|\.\d)`,
      'gu',
    ),
    romanceType,
  ],
];

/**
 * Street addresses by their form: a number beside a name with a type of street, as five languages write it. It misses
 * streets without a type and takes some sentences for streets, so it is never more than a flag by default.
 */
export function findStreetAddresses(text: string): PiiSpan[] {
  return forms.flatMap(([reason, form, gate]) =>
    gate?.test(text) === false
      ? []
      : [...text.matchAll(form)].map((match) => ({
          entity: 'STREET_ADDRESS' as const,
          start: match.index,
          end: match.index + match[0].length,
          score: 0.5,
          reason,
        })),
  );
}
