import {
  apostrophe,
  capital,
  digit,
  ideograph,
  kindByUnit,
  letter,
  lowerByUnit,
  prepareUnicode,
  sentenceEnd,
  separator,
  symbol,
} from './character-kinds.ts';
import { unfoldedText } from './normalise-text.ts';
import { listedClass, nameToken, numberToken, plainWord, symbolToken } from './token-class.ts';
import { addUnit, emptyWord, finishWord } from './token-hash.ts';
import type { WordBuffer } from './word-buffer.ts';

const minus = 0x2d;
const asterisk = 0x2a;
const lastAscii = 0x7f;

/**
 * Appends the tokens of a text: words in lower case, numbers, ideographs one by one, and symbols that mean something
 * (`+ = < > %`, currencies, `-` and `*` where they are operators). Other punctuation and all white space are left out.
 * Equal for texts that differ in compatibility forms, format characters, case and white space. Linear time, no strings.
 */
export function tokenise(text: string, out: WordBuffer): void {
  const source = unfoldedText(text);
  let startsSentence = true;
  let afterCapitals = false;
  let at = 0;
  while (at < source.length) {
    const unit = source.charCodeAt(at);
    if (unit > lastAscii) prepareUnicode();
    const kind = kindByUnit[unit]!;
    if (kind === letter || kind === capital || kind === digit) {
      const word = readWord(source, at, isSigned(source, at));
      const isName = kind === capital && !startsSentence && !(word.allCapitals && afterCapitals);
      out.push(word.hash | classOf(word, isName));
      afterCapitals = word.allCapitals;
      startsSentence = false;
      at = word.end;
      continue;
    }
    if (kind === ideograph) out.push(finishWord(addUnit(emptyWord, unit)));
    else if (kind === symbol) {
      if (isOperator(source, at, unit)) out.push(finishWord(addUnit(emptyWord, unit)) | symbolToken);
    } else if (kind === sentenceEnd) startsSentence = true;
    at += 1;
  }
}

/** One word as it was read; the same object every time, so that a text of a million words makes no garbage. */
const word = { hash: 0, end: 0, hasDigit: false, allCapitals: false };

function readWord(source: string, start: number, signed: boolean): typeof word {
  let hash = signed ? addUnit(emptyWord, minus) : emptyWord;
  let [at, small, digits, large] = [start, 0, 0, 0];
  for (; at < source.length; at += 1) {
    const unit = source.charCodeAt(at);
    if (unit > lastAscii) prepareUnicode();
    const kind = kindByUnit[unit]!;
    if (kind === letter) small += 1;
    else if (kind === capital) large += 1;
    else if (kind === digit) digits += 1;
    else if (kind === apostrophe && isLetter(source, at + 1)) continue;
    else break;
    hash = addUnit(hash, lowerByUnit[unit]!);
  }
  word.hash = finishWord(hash);
  word.end = at;
  word.hasDigit = digits > 0;
  word.allCapitals = large > 1 && small === 0;
  return word;
}

function classOf({ hash, hasDigit }: typeof word, isName: boolean): number {
  if (hasDigit) return numberToken;
  const listed = listedClass(hash);
  return listed === plainWord && isName ? nameToken : listed;
}

/** Whether a number has a minus of its own: one that follows no word. */
function isSigned(source: string, at: number): boolean {
  return at > 0 && source.charCodeAt(at - 1) === minus && kindAt(source, at) === digit && !isWord(kindAt(source, at - 2));
}

/** Hyphens, bullets and asterisks of Markdown are no operators; those with the same on both sides are. */
function isOperator(source: string, at: number, unit: number): boolean {
  if (unit !== minus && unit !== asterisk) return true;
  const [before, after] = [kindAt(source, at - 1), kindAt(source, at + 1)];
  if (unit === asterisk && isWord(before) && isWord(after)) return true;
  return at > 0 && before === separator && after === separator && !startsLine(source, at);
}

function startsLine(source: string, at: number): boolean {
  for (let before = at - 1; before >= 0 && before >= at - 16; before -= 1) {
    const unit = source.charCodeAt(before);
    if (unit === 0x0a) return true;
    if (unit !== 0x20 && unit !== 0x09) return false;
  }
  return true;
}

function isLetter(source: string, at: number): boolean {
  const kind = kindAt(source, at);
  return kind === letter || kind === capital;
}

function isWord(kind: number): boolean {
  return kind === letter || kind === capital || kind === digit;
}

function kindAt(source: string, at: number): number {
  const unit = source.charCodeAt(at); // NaN outside the text
  if (unit > lastAscii) prepareUnicode();
  return kindByUnit[unit] ?? separator;
}
