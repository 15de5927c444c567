import type { ValidationSpec } from '../../contracts/validation-spec.ts';
import { isCodeLike } from './code-like.ts';
import { contentField, type CheckedRow, type Problem } from './checked-row.ts';
import type { DetectLanguage } from './language-detector.ts';

/** Fewer letters are undecided: names and terms look the same in many languages. An ideograph weighs three letters. */
const leastLetters = 40;
/** Known languages score above this; Latin, Esperanto, Welsh and Zulu, which the detector lacks, stay below. */
const sureScore = 0.68;
/** The expected language must fit worse by this much: Spanish also fits Catalan, Norwegian Danish. */
const sureMargin = 0.12;
/** Share of the answers whose language is decided that must have one language for it to be the dataset's. */
const majorityShare = 0.9;
const leastDecided = 50;
/** Answers of the sample by which the majority is found, and the characters kept of each. */
const sampleSize = 2_000;
const sampleCharacters = 400;

/** The language of a text, or null where it cannot be told for sure. Code and JSON have none. */
export function languageOf(text: string, detect: DetectLanguage): string | null {
  if (!isJudged(text)) return null;
  const { language, score } = detect(text);
  return score >= sureScore ? language : null;
}

/** Flags answers that are surely of a language that is none of the expected. */
export function checkLanguage(row: CheckedRow, expected: readonly string[], detect: DetectLanguage): Problem[] {
  const answer = row.messages.at(-1)!.content;
  if (!isJudged(answer)) return [];
  const { language, score, scoreOf } = detect(answer);
  if (score < sureScore || expected.includes(language)) return [];
  if (expected.some((one) => scoreOf(one) > score - sureMargin)) return [];
  return [
    {
      check: 'language',
      rule: 'language',
      field: contentField(row.messages.length - 1),
      message: `the answer is of language "${language}", not of ${expected.map((one) => `"${one}"`).join(' or ')}`,
    },
  ];
}

/**
 * Finds the language that nearly all answers have, from a sample of 2,000: those with the lowest ids, which are hashes,
 * so that the sample is random and the same in any order of rows.
 */
export class LanguageCensus {
  #sample: { id: string; text: string }[] = [];
  #highest = '';

  add({ id, messages }: CheckedRow): void {
    if (this.#highest !== '' && id >= this.#highest) return;
    const text = messages.at(-1)?.content.slice(0, sampleCharacters) ?? '';
    this.#sample.push({ id, text });
    if (this.#sample.length >= 2 * sampleSize) this.#shorten();
  }

  /** Null where there is no such language, or too few answers to tell. */
  majority(detect: DetectLanguage): string | null {
    this.#shorten();
    const counts = new Map<string, number>();
    let decided = 0;
    for (const { text } of this.#sample) {
      const language = languageOf(text, detect);
      if (language === null) continue;
      decided += 1;
      counts.set(language, (counts.get(language) ?? 0) + 1);
    }
    if (decided < leastDecided) return null;
    return [...counts].find(([, rows]) => rows >= majorityShare * decided)?.[0] ?? null;
  }

  #shorten(): void {
    this.#sample = this.#sample.toSorted((a, b) => (a.id < b.id ? -1 : 1)).slice(0, sampleSize);
    if (this.#sample.length === sampleSize) this.#highest = this.#sample.at(-1)!.id;
  }
}

/** The languages that answers are to have; null where none is declared and none has a majority. */
export function expectedLanguages(spec: ValidationSpec['language'], census: LanguageCensus, detect: DetectLanguage): string[] | null {
  if (spec.expected !== null) return spec.expected;
  const majority = census.majority(detect);
  return majority === null ? null : [majority];
}

function isJudged(text: string): boolean {
  if (text.startsWith('{') || text.startsWith('[') || isCodeLike(text)) return false;
  return weightOfLetters(text) >= leastLetters;
}

function weightOfLetters(text: string): number {
  let weight = 0;
  for (let index = 0; index < text.length && weight < leastLetters; index += 1) {
    const code = text.charCodeAt(index);
    if (code >= 0x2e80) weight += 3;
    else if (code >= 0xc0 || (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a)) weight += 1;
  }
  return weight;
}
