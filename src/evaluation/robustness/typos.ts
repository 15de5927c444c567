import { changeWords, lettersOf } from './change-words.ts';
import type { WordChange } from './change-words.ts';
import { misspellings } from './misspellings.ts';
import type { Perturbation } from './perturbation.ts';
import { pick, scoredText } from './perturbation.ts';

/** One word in ten is mistyped, at least one: about what hurried typing does. */
const typoShare = 0.1;
/** Half of the words that the list knows: they are few. */
const misspellingShare = 0.5;
/** Shorter words turn into other words. */
const leastLetters = 4;

const rows = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'];

/** Keys that touch on an American keyboard; each row lies half a key to the right of the one above. */
const neighbours = new Map(
  rows.flatMap((keys, row) =>
    [...keys].map((key, column) => {
      const near = [keys[column - 1], keys[column + 1], ...[0, 1].map((step) => rows[row - 1]?.[column + step])];
      const below = [-1, 0].map((step) => rows[row + 1]?.[column + step]);
      return [key, [...near, ...below].filter((each) => each !== undefined)] as const;
    }),
  ),
);

/** A change at a seeded letter, never the first one, by which a word is known. */
function atLetter(change: (letters: string[], at: number, random: Parameters<WordChange>[1]) => string[] | null): WordChange {
  return (word, random) => {
    const letters = lettersOf(word);
    if (letters.length < leastLetters) return null;
    return change(letters, 1 + random.below(letters.length - 1), random)?.join('') ?? null;
  };
}

const neighbourKey = atLetter((letters, at, random) => {
  const typed = letters[at] ?? '';
  const near = neighbours.get(typed.toLowerCase());
  if (near === undefined) return null;
  const other = pick(near, random);
  return letters.with(at, typed === typed.toLowerCase() ? other : other.toUpperCase());
});

/** With the letter after it, or before it at the end; equal letters do not count as a change. */
const adjacentSwap = atLetter((letters, at) => {
  const first = at === letters.length - 1 ? at - 1 : at;
  return letters.with(first, letters[first + 1] ?? '').with(first + 1, letters[first] ?? '');
});

const drop = atLetter((letters, at) => letters.toSpliced(at, 1));
const double = atLetter((letters, at) => letters.toSpliced(at, 0, letters[at] ?? ''));

const misspell: WordChange = (word, random) => {
  const wrong = misspellings.get(word.toLowerCase());
  return wrong === undefined ? null : inCaseOf(word, pick(wrong, random));
};

function inCaseOf(word: string, other: string): string {
  if (word === word.toUpperCase()) return other.toUpperCase();
  return word.charAt(0) === word.charAt(0).toUpperCase() ? other.charAt(0).toUpperCase() + other.slice(1) : other;
}

function typo(name: Perturbation['name'], change: WordChange, share: number): Perturbation {
  return scoredText(name, (text, { random, isKept }) => changeWords(text, { change, share, random, isKept }));
}

/** Slips of the finger, and words that people misspell. */
export const typos: readonly Perturbation[] = [
  typo('neighbour-key', neighbourKey, typoShare),
  typo('adjacent-swap', adjacentSwap, typoShare),
  typo('drop', drop, typoShare),
  typo('double', double, typoShare),
  typo('misspelling', misspell, misspellingShare),
];
