import { wordsBefore } from './context-words.ts';
import { raised, type PiiSpan } from './span.ts';

/** Six to nine letters and digits with at least four digits: the forms of passport numbers (ICAO 9303: nine places). */
const shape = /(?<![\w+./-])(?=(?:[A-Z]{0,5}\d){4})[A-Z0-9]{6,9}(?![\w]|[-/.]\d)/gi;
const passportWord = /^(?:passport|passeport|reisepass|pasaporte|passaporte|passnummer|passaporto|paspoort)/;

/** Passport numbers, only where one of the five words before says so. */
export function findPassports(text: string): PiiSpan[] {
  if (!/pass(?:port|eport|aport|nummer)|reisepass|pasaporte|paspoort/i.test(text)) return [];
  const spans: PiiSpan[] = [];
  for (const match of text.matchAll(shape)) {
    const word = wordsBefore(text, match.index).map((each) => passportWord.exec(each)?.[0]).find((stem) => stem !== undefined);
    if (word === undefined || /^(?:19|20)\d{6}$/.test(match[0])) continue;
    const reason = `letters and digits, context word ${word}`;
    spans.push({ entity: 'PASSPORT', start: match.index, end: match.index + match[0].length, score: raised(0.1), reason });
  }
  return spans;
}
