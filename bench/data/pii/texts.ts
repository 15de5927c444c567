import { writeFileSync } from 'node:fs';
import type { PiiEntity } from '../../../src/contracts/pii-spec.ts';
import { generatePiiTexts } from '../../../test/data/pii-text/generate-pii-texts.ts';
import { chatTalks } from '../preparation/chat-talks.ts';

/** What both sides look for: all that Presidio has patterns for and Anneal tells apart, but for passports, whose countries differ. */
export const common: readonly PiiEntity[] = [
  'EMAIL',
  'PHONE',
  'CREDIT_CARD',
  'IBAN',
  'US_SSN',
  'US_ITIN',
  'UK_NINO',
  'IP_ADDRESS',
  'MAC_ADDRESS',
  'CRYPTO',
];

/** A file of texts; gold: the places of the values in them, where they are known. */
export interface TextFile {
  path: string;
  characters: number;
  gold: { entity: PiiEntity; start: number; end: number }[][] | null;
}

/** Questions and answers of chat rows; 3 in 100 conversations hold personal data or look-alikes. */
export function writeChatTexts(path: string, count: number, seed: number): TextFile {
  const texts: string[] = [];
  for (const { turns } of chatTalks(seed)) {
    for (const { question, answer } of turns) texts.push(question, answer);
    if (texts.length >= count) break;
  }
  return write(path, texts.slice(0, count), null);
}

/** Texts with a few values each of all entities, and look-alikes. */
export function writeDenseTexts(path: string, count: number, seed: number): TextFile {
  const generated = generatePiiTexts(seed, count);
  return write(
    path,
    generated.map(({ text }) => text),
    generated.map(({ spans }) => spans.filter(({ entity }) => common.includes(entity))),
  );
}

function write(path: string, texts: readonly string[], gold: TextFile['gold']): TextFile {
  writeFileSync(path, JSON.stringify(texts));
  return { path, characters: texts.reduce((sum, text) => sum + text.length, 0), gold };
}
