import { nearestWord, type Nearest } from './context-words.ts';
import { raised, type PiiSpan } from './span.ts';

const threeTwoFour =
  /(?<![A-Za-z0-9+.$-]|\w_|(?<!\d{3}-\d{2}-\d{4})\/|\b0,)(\d{3})([- .]?)(\d{2})\2(\d{4})(?![A-Za-z0-9]|_\w|[-.]\d|\/(?!\d{3}-\d{2}-\d{4})\d|,\d{3}(?!\d))/g;
const otherNumbers =
  /^(?:order|invoice|tracking|isbn|serial|sku|part|parts|ticket|case|docket|zip|version|section|article|item|model|claim|policy|hash|routing|bestell)/;
const ssnWords = {
  for: /^(?:ssn|ssns|social|security|sozialversicherung|ss$)/,
  against: otherNumbers,
};
const itinWords = { for: /^(?:itin|itins|taxpayer|tax|tin$|irs)/, against: otherNumbers };

/** Numbers that advertisements and examples made known (SSA). */
const published = new Set(['123456789', '078051120', '219099999', '987654321']);

/**
 * US social security and individual taxpayer numbers: three, two and four digits with one delimiter or none. Numbers that
 * were never given out are none (SSA: no area 000, 666 or 9xx, no group 00, no serial 0000; IRS: 9xx with group 50–65, 70–88, 90–92, 94–99).
 */
export function findUsTaxNumbers(text: string): PiiSpan[] {
  const spans: PiiSpan[] = [];
  for (const match of text.matchAll(threeTwoFour)) {
    const [value, area = '', delimiter, group = '', serial = ''] = match;
    const digits = area + group + serial;
    const entity = area.startsWith('9') ? (isItinGroup(Number(group)) ? 'US_ITIN' : null) : isSsnArea(area) ? 'US_SSN' : null;
    if (entity === null || /^(\d)\1+$/.test(digits) || published.has(digits)) continue;
    if (entity === 'US_SSN' && (group === '00' || serial === '0000')) continue;
    const near = nearestWord(text, match.index, entity === 'US_SSN' ? ssnWords : itinWords);
    if (near?.speaks === 'against') continue;
    if (delimiter === ' ' && near === null && isAmongGroups(text, match.index, match.index + value.length)) continue;
    const [score, reason] = scored(delimiter === '' ? 0.05 : 0.5, delimiter === '' ? 'nine digits' : 'digits in groups of 3-2-4', near);
    spans.push({ entity, start: match.index, end: match.index + value.length, score, reason });
  }
  return spans;
}

/** Whether more groups of digits stand right before or after: a longer number in groups. */
function isAmongGroups(text: string, start: number, end: number): boolean {
  return /\d $/.test(text.slice(Math.max(0, start - 2), start)) || /^ \d/.test(text.slice(end, end + 2));
}

function isSsnArea(area: string): boolean {
  return area !== '000' && area !== '666';
}

function isItinGroup(group: number): boolean {
  return (group >= 50 && group <= 65) || (group >= 70 && group <= 88) || (group >= 90 && group <= 92) || (group >= 94 && group <= 99);
}

const nino =
  /(?<![A-Za-z0-9_-])([A-CEGHJ-PR-TW-Z])([A-CEGHJ-NPR-TW-Z])(?:([ -]?)\d{2}([ -]?)\d{2}\4\d{2}\3| ?\d{6} ?)[A-D](?![A-Za-z0-9_]|-\w)/gi;
const neverNino = /^(?:BG|GB|KN|NK|NT|TN|ZZ)/i;
const ninoWords = {
  for: /^(?:nino|ni$|national|insurance|nin$|hmrc)/,
  against:
    /^(?:order|invoice|tracking|serial|sku|part|parts|ticket|case|docket|model|version|item|batch|flight|licen[cs]e|registration|plate|postcode)/,
};

/** UK National Insurance numbers (HMRC, NIM39110): two allowed letters, six digits, A to D. */
export function findNationalInsurance(text: string): PiiSpan[] {
  const spans: PiiSpan[] = [];
  for (const match of text.matchAll(nino)) {
    const [value] = match;
    if (neverNino.test(value)) continue;
    const near = nearestWord(text, match.index, ninoWords);
    if (near?.speaks === 'against') continue;
    const [score, reason] = scored(0.5, 'two letters, six digits, A to D', near);
    spans.push({ entity: 'UK_NINO', start: match.index, end: match.index + value.length, score, reason });
  }
  return spans;
}

function scored(base: number, reason: string, near: Nearest | null): [number, string] {
  return near === null ? [base, reason] : [raised(base), `${reason}, context word ${near.word}`];
}
