import type { Row } from '../contracts/row.ts';
import type { ValidationFacts } from '../data/validation/census.ts';
import { mayBeRandomLetters } from '../data/validation/gibberish.ts';
import type { DetectedLanguage, DetectLanguage } from '../data/validation/language-detector.ts';
import { parseRows } from './row-file.ts';

/** What a detector made of a row's answer, as plain data. */
export interface AnswerLanguage {
  language: string;
  score: number;
  /** Scores of the expected languages, in their order. */
  expected: number[];
}

/**
 * The languages of the answers of some rows; null where no rule will ask. The detector takes 160 MB or more wherever it is
 * loaded, so that one thread alone has it and the others are told.
 */
export function answerLanguages(
  lines: Uint8Array<ArrayBuffer>,
  { languages }: ValidationFacts,
  detect: DetectLanguage,
): (AnswerLanguage | null)[] {
  return parseRows<Row>(lines).map(({ messages }) => {
    const answer = messages.at(-1)?.content ?? '';
    if (languages === null && !mayBeRandomLetters(answer)) return null;
    const { language, score, scoreOf } = detect(answer);
    return { language, score, expected: (languages ?? []).map(scoreOf) };
  });
}

/** The same as the rules ask for it. */
export function detectedOf({ language, score, expected }: AnswerLanguage, languages: readonly string[]): DetectedLanguage {
  return { language, score, scoreOf: (one) => expected[languages.indexOf(one)] ?? 0 };
}
