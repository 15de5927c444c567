import type { Random } from '../pii-text/random.ts';
import { vocabulary } from './vocabulary.ts';

const replacements = [...vocabulary['adjective']!, ...vocabulary['adverb']!, ...vocabulary['noun']!];

/** A text with at most `share` (and at least 1 %, at least one) of its words replaced, left out or followed by another; numbers stay, since they are facts. */
export function editWords(random: Random, text: string, share: number): { text: string; edited: number } {
  const tokens = text.split(' ');
  const editable = tokens.flatMap((token, index) => (/^[a-z]+$/.test(token) ? [index] : []));
  const edited = Math.min(editable.length, Math.max(Math.ceil(0.01 * tokens.length), Math.floor(share * tokens.length)));
  for (const index of random.shuffled(editable).slice(0, edited)) tokens[index] = editedWord(random, tokens[index]!);
  return { text: tokens.filter((token) => token !== '').join(' '), edited: edited / tokens.length };
}

function editedWord(random: Random, word: string): string {
  const draw = random.fraction();
  if (draw < 0.2) return '';
  const other = random.pick(replacements.filter((one) => one !== word));
  return draw < 0.4 ? `${word} ${other}` : other;
}

/** The same text about other facts: every number is another one of the same length; a text without numbers gets one. */
export function changeNumbers(random: Random, text: string): string {
  const changed = text.replaceAll(/\d+/g, (digits) => {
    const other = String(random.between(1, 9)) + random.digits(digits.length - 1);
    return other === digits ? String(Number(digits) + (digits.endsWith('9') ? -1 : 1)) : other;
  });
  return changed === text ? `${text} It concerns ${random.between(2, 99)} of them.` : changed;
}
