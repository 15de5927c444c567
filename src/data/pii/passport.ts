import { nearestWord } from './context-words.ts';
import { raised, type PiiSpan } from './span.ts';

/** Six to nine letters and digits with at least four digits: the forms of passport numbers (ICAO 9303: nine places). */
const shape = /(?<![\w+./-])(?=(?:[A-Z]{0,5}\d){4})[A-Z0-9]{6,9}(?![\w]|[-/.]\d)/gi;
const words = {
  for: /^(?:passport|passeport|reisepass|pasaporte|passaporte|passnummer|passaporto|paspoort|דרכון|पासपोर्ट)/,
  against:
    /^(?:ssn|itin|social|tin$|nino|phone|tel|mobile|commit|revert|reverted|order|invoice|iban|account|card|ref$|reference|case|visa$)/,
};

/** Passport numbers, only where one of the five words before says so. */
export function findPassports(text: string): PiiSpan[] {
  if (!/pass(?:port|eport|aport|nummer)|reisepass|pasaporte|paspoort|דרכון|पासपोर्ट/i.test(text)) return [];
  const spans: PiiSpan[] = [];
  for (const match of text.matchAll(shape)) {
    const near = nearestWord(text, match.index, words);
    if (near?.speaks !== 'for' || /^(?:19|20)\d{6}$/.test(match[0])) continue;
    const reason = `letters and digits, context word ${near.word}`;
    spans.push({ entity: 'PASSPORT', start: match.index, end: match.index + match[0].length, score: raised(0.1), reason });
  }
  return spans;
}
