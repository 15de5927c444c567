import { nearestWord } from './context-words.ts';
import { raised, type PiiSpan } from './span.ts';

const words = {
  for: /^(?:cards?$|credit|debit|visa|mastercard|maestro|amex|american|discover|diners|jcb|unionpay|kreditkarte|carte|tarjeta|cart[aã]o|carta|pan$|cc$|ccn|payment|כרטיס|क्रेडिट|कार्ड)/,
  against:
    /^(?:order|invoice|tracking|isbn|issn|imei|serial|sku|ean|gtin|upc|barcode|parcel|shipment|ticket|case|docket|timestamp|epoch|checksum|hash|bestell)/,
};

/** First digits of the networks and the lengths that they issue (ISO/IEC 7812; the networks' published ranges). */
const networks: readonly [RegExp, readonly number[]][] = [
  [/^4/, [13, 16, 18, 19]],
  [/^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, [16]],
  [/^3[47]/, [15]],
  [/^3(?:0[0-59]|[689])/, [14, 15, 16, 17, 18, 19]],
  [/^35(?:2[89]|[3-8])/, [16, 17, 18, 19]],
  [/^(?:5[06-8]|6)/, [12, 13, 14, 15, 16, 17, 18, 19]],
  [/^1/, [15]],
  [/^(?:220[0-4]|8[126]|9792|9860)/, [16, 17, 18, 19]],
];

const longestCard = 19;
const shortestCard = 12;

/**
 * Payment cards: 12 to 19 digits, plain or in groups with one kind of separator, with a right Luhn digit, of a known
 * network or with a context word. `1` and 12 more digits is a time in milliseconds, and no network begins
 * with 0.
 */
export function findCards(text: string): PiiSpan[] {
  const spans: PiiSpan[] = [];
  const starts = /(?<![A-Za-z0-9+]|\w_|[A-Za-z0-9][-./]|\b0,|\d )\d/g;
  for (let found = starts.exec(text); found !== null; found = starts.exec(text)) {
    const card = cardAt(text, found.index);
    if (card === null) continue;
    spans.push(card);
    starts.lastIndex = card.end;
  }
  return spans;
}

function cardAt(text: string, start: number): PiiSpan | null {
  for (const { end, digits } of candidatesAt(text, start).toReversed()) {
    if (/^0|^1\d{12}$/.test(digits) || /^(\d)\1+$/.test(digits) || !passesLuhn(digits)) continue;
    if (text[start + 4] === '.' ? !/^\d{4}(?:\.\d{4}){3}$/.test(text.slice(start, end)) : text.slice(start, end).includes('.')) continue;
    const near = nearestWord(text, start, words);
    const known = networks.some(([prefix, lengths]) => prefix.test(digits) && lengths.includes(digits.length));
    if (near?.speaks === 'for') return { entity: 'CREDIT_CARD', start, end, score: 1, reason: `Luhn digit, context word ${near.word}` };
    if (known && near === null) return { entity: 'CREDIT_CARD', start, end, score: 1, reason: 'Luhn digit, network prefix' };
    if (near === null) return { entity: 'CREDIT_CARD', start, end, score: raised(0) - 0.1, reason: 'Luhn digit' };
  }
  return null;
}

/** Runs of 12 to 19 digits from `start` that end where a group of digits ends. */
function candidatesAt(text: string, start: number): { end: number; digits: string }[] {
  const found: { end: number; digits: string }[] = [];
  let digits = '';
  let separator: string | null = null;
  let groups = 1;
  for (let index = start; index < text.length && digits.length <= longestCard;) {
    const unit = text.charCodeAt(index);
    if (isDigit(unit)) {
      digits += text[index++];
      continue;
    }
    const next = text[index]!;
    if (digits.length >= shortestCard && endsHere(text, index, separator, groups)) found.push({ end: index, digits });
    const goesOn =
      (next === ' ' || next === '-' || next === '.') && (separator === null || separator === next) && isDigit(text.charCodeAt(index + 1));
    if (!goesOn) return found;
    separator = next;
    groups++;
    index++;
  }
  if (
    digits.length >= shortestCard &&
    digits.length <= longestCard &&
    endsHere(text, start + digits.length + groups - 1, separator, groups)
  )
    found.push({ end: start + digits.length + groups - 1, digits });
  return found;
}

/** Whether a card may end at `index`: not inside a word or a decimal, nor in the midst of more groups of the same kind. */
function endsHere(text: string, index: number, separator: string | null, groups: number): boolean {
  const rest = text.slice(index, index + 7);
  if (/^(?:[A-Za-z0-9]|_\w|\.\d)/.test(rest)) return false;
  if (separator === null) return !/^-\d/.test(rest);
  if (groups === 3 && / \d{4} \d{4} $/.test(text.slice(index - 10, index) + ' ') && /^ \d{4}(?!\d)/.test(rest)) return false; // four groups of four are one number
  return groups >= 3 ? !/^-\d/.test(rest) || separator === ' ' : !/^[ -]\d/.test(rest);
}

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}

/** Luhn's check digit (ISO/IEC 7812-1, annex B). */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = digits.charCodeAt(digits.length - 1 - index) - 0x30;
    const doubled = digit * 2;
    sum += index % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
