import type { Message } from '../../contracts/row.ts';
import { gapsOf, rewriteProse } from './change-words.ts';
import type { Perturbation, TextChange } from './perturbation.ts';
import { pick, scoredText } from './perturbation.ts';

const inCase =
  (rewrite: (word: string) => string): TextChange =>
  (text, { isKept }) =>
    rewriteProse(text, isKept, rewrite);

/** Up to three more spaces in a third of the gaps, at least in one, but not inside a run of words that stay. */
const whitespace: TextChange = (text, { random, isKept }) => {
  const gaps = gapsOf(text, isKept);
  if (gaps.length === 0) return null;
  const sure = random.below(gaps.length);
  const widths = new Map(gaps.flatMap((index, gap) => (gap === sure || random.below(3) === 0 ? [[index, 2 + random.below(3)]] : [])));
  return text.replaceAll(/ /gu, (space, index: number) => space.repeat(widths.get(index) ?? 1));
};

/** ASCII letters and digits as their full-width forms, which NFKC takes back. */
const fullWidth: TextChange = (text, { isKept }) =>
  rewriteProse(text, isKept, (word) => word.replaceAll(/[!-~]/gu, (sign) => String.fromCodePoint((sign.codePointAt(0) ?? 0) + 0xfee0)));

/** Ligatures, superscripts, full-width letters and no-break spaces become the plain signs that they stand for. */
const compatibility: TextChange = (text, { isKept }) =>
  text
    .replaceAll(/[\u00a0\u2000-\u200a\u202f\u205f\u3000]/gu, ' ')
    .replaceAll(/\S+/gu, (chunk) => (isKept(chunk) ? chunk : chunk.normalize('NFKC')));

/** A reference that holds one of these may have copied it from the question. */
const quotationMarks = `"'“”„«»‘’‚`;

const straightOf = new Map<string, string>([
  ...[...'“”„«»'].map((sign) => [sign, '"'] as const),
  ...[...'‘’‚'].map((sign) => [sign, "'"] as const),
]);

/** Straight quotation marks become curly ones, or the other way; text without any is put in quotation marks. */
const quotes: TextChange = (text, { isKept }) => {
  if ([...quotationMarks].some(isKept)) return null;
  if (/["']/u.test(text))
    return text
      .replaceAll(/(?<=^|[\s([{])"/gu, '“')
      .replaceAll('"', '”')
      .replaceAll(/(?<=^|[\s([{])'/gu, '‘')
      .replaceAll("'", '’');
  const straight = text.replaceAll(/[“”„«»‘’‚]/gu, (sign) => straightOf.get(sign) ?? sign);
  return straight === text ? `“${text}”` : straight;
};

/** Every line that is not empty becomes an item of a list. */
const bullets: TextChange = (text, { random }) => {
  if (text.trim() === '') return null;
  const sign = pick(['- ', '* ', '• '], random);
  return text.replaceAll(/^(?=.*\S)/gmu, sign);
};

const jsonWrapping: TextChange = (text, { random }) => JSON.stringify({ [pick(['text', 'question', 'input', 'content'], random)]: text });

const systemPrompts = [
  'You are a helpful assistant.',
  'Answer as well as you can.',
  'You work for a company. Be precise and polite.',
  'Follow the user’s request.',
];

const isInstruction = ({ role }: Message) => role === 'system' || role === 'developer';

const withSystemPrompt: Perturbation['change'] = (prompt, { random, format }) =>
  format === 'completion' || prompt.some(isInstruction) ? null : [{ role: 'system', content: pick(systemPrompts, random) }, ...prompt];

const withoutSystemPrompt: Perturbation['change'] = (prompt) =>
  prompt.some(isInstruction) && !prompt.every(isInstruction) ? prompt.filter((message) => !isInstruction(message)) : null;

/** The same words in another dress. */
export const formats: readonly Perturbation[] = [
  scoredText(
    'lower-case',
    inCase((word) => word.toLowerCase()),
  ),
  scoredText(
    'upper-case',
    inCase((word) => word.toUpperCase()),
  ),
  scoredText('whitespace', whitespace),
  scoredText('full-width', fullWidth),
  scoredText('nfkc', compatibility),
  scoredText('quotes', quotes),
  scoredText('bullets', bullets),
  scoredText('json-wrapping', jsonWrapping),
  { name: 'with-system-prompt', scored: true, aim: null, change: withSystemPrompt },
  { name: 'without-system-prompt', scored: true, aim: null, change: withoutSystemPrompt },
];
