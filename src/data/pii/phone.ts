import { nearestWord, type Nearest } from './context-words.ts';
import { isInternational, nationalForm } from './phone-plans.ts';
import { raised, type PiiSpan, type RecogniserOptions } from './span.ts';

const words = {
  for: /^(?:phones?\d*$|phoned|telephones?|tele?$|telefone?|telefon|teléfono|telefono|tel\d|mobile\d|llám|llame|téléphone|telephon|tél|tfn|fon$|fone|fono|call|calls|called|calling|callback|mobiles?$|mobil|cell|cellphone|cellular|celular|handy|portable|fax|whatsapp|sms|text|texted|dial|dialled|ring|rang|reach|reached|hotline|helpline|contact|extension|voicemail|landline|ligue|ligar|appele|joindre|anruf|rückruf|erreich|rufnummer|ה?טלפון|ה?נייד|फ़ोन|फोन|मोबाइल)/,
  against:
    /^(?:order|orders|invoice|ticket|tickets|case|ref$|refs|reference|isbn|issn|serial|sku|part|tracking|account|acct|docket|version|release|build|section|article|clause|timestamp|epoch|imei|vin|batch|lot|parcel|item|model|bestell|rechnung|commande|facture|pedido|transaction|customer|policy|claim|confirmation|hash|commit|id$|ids$|asin|zip|population|total|usd|eur|gbp|price|page|pages|doi|patent|card|code|passport|passeport|passaport|pasaport|reisepass|directive|regulation|iban|ssn|ss$|social|itin|taxpayer|identification|nino|पासपोर्ट|דרכון|row|rows|line)/,
};
const international = /(?<![\w+])(?:\(?\+ ?|00 ?(?=[1-9]))\(?\d[\d ().\-/]{5,24}/g;
const national = /(?<![\w+.:$€£#%/-]|[\d)] |[$€£] )\(?\d[\d ().\-/]{5,24}/g;
/** Telephone numbers as RFC 3966 writes them, and after a colon without a space. */
const afterColon = /(?<=[A-Za-z.]:)\(?\d[\d ().\-/]{5,24}/g;

/**
 * Phone numbers: in international form wherever they stand; in national form of the given countries with a context word,
 * or in a form that nothing else has. Every number must exist in its country's plan.
 */
export function findPhones(text: string, { regions }: RecogniserOptions): PiiSpan[] {
  const spans: PiiSpan[] = [];
  if (text.includes('+') || text.includes('00')) {
    for (const match of text.matchAll(international)) {
      const [start, found] = withoutBracket(text, match.index, match[0], (value) => isInternational(internationalDigits(value)));
      if (found === null) continue;
      const plus = match[0].includes('+');
      const near = plus ? null : nearestWord(text, match.index, words);
      if (near?.speaks === 'against') continue;
      spans.push(phone(start, found, plus ? 0.75 : 0.4, plus ? 'international number' : 'number with exit code 00', near));
    }
  }
  for (const pattern of [national, afterColon])
    for (const match of text.matchAll(pattern)) spans.push(...nationalAt(text, match.index, match[0], regions));
  return spans;
}

function phone(start: number, value: string, base: number, reason: string, near: Nearest | null): PiiSpan {
  const end = start + value.length;
  if (near?.speaks !== 'for') return { entity: 'PHONE', start, end, score: base, reason };
  return { entity: 'PHONE', start, end, score: raised(base), reason: `${reason}, context word ${near.word}` };
}

/** The national numbers in a run of groups: a run may begin with a year or end with the next number. */
function nationalAt(text: string, start: number, run: string, regions: readonly string[]): PiiSpan[] {
  const near = nearestWord(text, start, words);
  if (near?.speaks === 'against') return [];
  let from = 0;
  for (let tries = 0; tries < 4; tries++) {
    const rest = run.slice(from);
    if (rest.replaceAll(/\D/g, '').length < 7) return [];
    const [place, found] = withoutBracket(text, start + from, rest, (value) => {
      if (!isPhoneShaped(value)) return false;
      if (near === null && !isUnmistakable(value)) return false;
      return nationalForm(value.replaceAll(/\D/g, '').replace(/^1(?=[2-9]\d{9}$)/, ''), regions) !== null;
    });
    if (found !== null) {
      const certain = isUnmistakable(found);
      const reason = certain ? 'national number in groups' : 'national number';
      const span = phone(place, found, certain ? 0.4 : 0.2, reason, near);
      const next = place - start + found.length;
      const after = /^[ ,;/]{1,3}(?=\(?\d)/.exec(run.slice(next));
      return after === null
        ? [span]
        : [span, ...nationalAt(text, start + next + after[0].length, run.slice(next + after[0].length), regions)];
    }
    const gap = /^\(?\d+[).\-/]* +(?=\(?\d)/.exec(rest);
    if (gap === null) return [];
    from += gap[0].length;
  }
  return [];
}

/** The longest number at `start`, or one place on where its bracket encloses the whole number: "(030 901820)". */
function withoutBracket(text: string, start: number, run: string, accepts: (value: string) => boolean): [number, string | null] {
  const found = longest(text, start, run, accepts);
  return found === null && run.startsWith('(') ? [start + 1, longest(text, start + 1, run.slice(1), accepts)] : [start, found];
}

/** The longest beginning of a run, cut at the ends of groups, that `accepts`. At most six are tried. */
function longest(text: string, start: number, run: string, accepts: (value: string) => boolean): string | null {
  let value = run.replace(/[^\d]+$/, '');
  for (let tries = 0; tries < 6 && value.length >= 7; tries++) {
    const next = text.slice(start + value.length, start + value.length + 2);
    if (!/^(?:[\w@]|[.,:/-]\d)/.test(next) && balanced(value) && accepts(value)) return value;
    const shorter = value.replace(/[^\d]*\d+$/, '').replace(/[^\d]+$/, '');
    if (shorter === value) return null;
    value = shorter;
  }
  return null;
}

function balanced(value: string): boolean {
  const [open, close] = [value.indexOf('('), value.indexOf(')')];
  return open === -1 ? close === -1 : close > open && value.lastIndexOf('(') === open && value.lastIndexOf(')') === close;
}

/** Digits after the exit code, without a trunk zero in brackets: "+44 (0)20 …". */
function internationalDigits(value: string): string {
  return value.replace('(0)', '').replaceAll(/\D/g, '').replace(/^00/, '');
}

/** Not a date, a time in milliseconds, a coordinate or a list of small numbers. */
function isPhoneShaped(value: string): boolean {
  const digits = value.replaceAll(/\D/g, '');
  if (digits.length < 7 || digits.length > 13 || /^(\d)\1+$|^1\d{12}$/.test(digits) || /[^\d]{4}/.test(value)) return false;
  if (/^\d{3}[- .]\d{2}[- .]\d{4}$|^\d{1,3}\.\d{4,}$|^\d{1,3}(?:\.\d{1,3}){3}$/.test(value)) return false; // a social security number, a coordinate, four numbers with dots
  if (/\d{4}([-/.])\d{1,2}\1\d{1,2}(?!\d)|^\d{1,2}([-/.])\d{1,2}\2(?:19|20)\d{2}(?!\d)/.test(value)) return false;
  const groups = value.match(/\d+/g) ?? [];
  return groups.length <= 6 && groups.at(-1)!.length > 1;
}

/** Forms that hardly anything but a phone number has: NANP's 3-3-4, a leading zero in groups, Brazil's, India's 5-5. */
function isUnmistakable(value: string): boolean {
  return (
    /^(?:1[ .-])?(?:\([2-9]\d{2}\)[ -]?|[2-9]\d{2}[ .-])[2-9]\d{2}[ .-]\d{4}$/.test(value) ||
    (/^\(?0[1-9]\d{0,4}\)?(?:[ .\-/]{1,3}\d{2,8}){1,4}$/.test(value) && /^\D*(?:\d\D*){9,12}$/.test(value)) ||
    /^\(\d{2}\) ?9?\d{4}[- ]?\d{4}$/.test(value) ||
    /^[6-9]\d{4} \d{5}$/.test(value)
  );
}
