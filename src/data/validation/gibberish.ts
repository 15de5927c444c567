import { isCodeLike } from './code-like.ts';
import { contentField, type CheckedRow, type Problem } from './checked-row.ts';
import type { DetectLanguage } from './language-detector.ts';
import { isRandomSigns } from './random-signs.ts';

/**
 * Random letters: at least five lower-case words of Latin letters with 30 letters and 8 different ones in all, which
 * are most of the text; a third of them cannot be spoken (no vowel in four letters, or five consonants in a row), or a
 * sixth where fewer than 34 % of the letters are vowels (languages have 37 % and more, random letters 23 %), or a tenth
 * where fewer than 30 % of at least 150 letters are; and the text fits none of 60 languages (score under 0.35; words of any language, known or not, repeat letter groups).
 */
const leastWords = 5;
const leastLetters = 30;
const leastKinds = 8;
const wordShare = 0.6;
const unspeakableShare = 1 / 3;
const someUnspeakable = 1 / 6;
const fewVowels = 0.34;
const manyLetters = 150;
const fewestUnspeakable = 1 / 10;
const fewestVowels = 0.3;
const worstScore = 0.35;
/** A run of one letter this long is no word in any language, and longer than any drawn-out cry. */
const longestRun = 40;
/** Share of characters that cannot be read: replacement characters, private use, unassigned. */
const unreadableShare = 0.1;
const judged = 2_000;

const words = /(?<![\p{L}\p{N}_./@:-])[\p{Script=Latin}]{2,40}(?![\p{L}\p{N}_/@:])/gu;
const unspeakable = /^[^aeiouyàáâãäåæèéêëìíîïòóôõöøùúûüýÿāăąēėęěīįıōőœūůűųəơư]{4,}$|[bcdfghjklmnpqrstvwxz]{5}/i;
/** Marked letters count as vowels, which most of them are. */
const consonants = /[bcdfghjklmnpqrstvwxz]/gi;
const unreadable = /[\ufffd\ue000-\uf8ff\p{Cn}]/gu;
// oxlint-disable-next-line no-control-regex -- the whole of ASCII is meant
const ascii = /^[\u0000-\u007f]*$/;
const run = new RegExp(String.raw`(\p{L})\1{${longestRun - 1}}`, 'u');

/** Why a text is gibberish, or null. Reads 2,000 characters. */
export function gibberishIn(text: string, detect: DetectLanguage): string | null {
  const head = text.length > judged ? text.slice(0, judged).toWellFormed() : text;
  if (run.test(head)) return `one letter stands ${longestRun} times or more in a row`;
  const broken = ascii.test(head) ? 0 : (head.match(unreadable)?.length ?? 0);
  if (broken >= 3 && broken > unreadableShare * head.length) return 'more than a tenth of its characters cannot be read';
  if (isRandomSigns(head)) return 'its signs say nothing';
  return mayBeRandomLetters(head) && isRandomLetters(head, detect) ? 'its letters are those of no language' : null;
}

/** Text answers that are no code. */
export function checkGibberish(row: CheckedRow, detect: DetectLanguage): Problem[] {
  const answer = row.messages.at(-1)!.content;
  const found = gibberishIn(answer, detect);
  if (found === null) return [];
  return [
    { check: 'gibberish', rule: 'gibberish', field: contentField(row.messages.length - 1), message: `the answer is gibberish: ${found}` },
  ];
}

const fourConsonants = /[bcdfghjklmnpqrstvwxz]{4}/gi;

/** Whether the detector has to be asked: ASCII text of random letters has two words that cannot be spoken, or more. */
export function mayBeRandomLetters(text: string): boolean {
  const head = text.length > judged ? text.slice(0, judged) : text;
  if (!ascii.test(head)) return true;
  fourConsonants.lastIndex = 0;
  return fourConsonants.test(head) && fourConsonants.test(head);
}

/** The detector is asked first: of what is left it is the cheapest test, and nearly every text passes it. */
function isRandomLetters(text: string, detect: DetectLanguage): boolean {
  if (text.length < leastLetters || detect(text).score >= worstScore || isCodeLike(text)) return false;
  const found = (text.match(words) ?? []).filter((word) => word !== word.toUpperCase()); // acronyms and tickers are no words
  const long = found.filter((word) => word.length >= 4);
  const wrong = long.filter((word) => unspeakable.test(word)).length;
  if (found.length < leastWords || wrong < fewestUnspeakable * found.length) return false;
  const letters = found.join('');
  const vowels = (letters.length - (letters.match(consonants)?.length ?? 0)) / letters.length;
  const random =
    wrong >= unspeakableShare * found.length ||
    (wrong >= someUnspeakable * found.length && vowels < fewVowels) ||
    (letters.length >= manyLetters && vowels < fewestVowels);
  if (!random) return false;
  return letters.length >= leastLetters && letters.length >= wordShare * text.length && new Set(letters.toLowerCase()).size >= leastKinds;
}
