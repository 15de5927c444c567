import type { SwapName } from '../../contracts/fairness-report.ts';
import type { SeededRandom } from '../random.ts';
import { swapPronoun } from './pronouns.ts';
import type { FirstName, Origin } from './terms.ts';
import { genderNouns, knownNames, namesOf, origins, otherGender } from './terms.ts';

/** Exchanges words in the texts of one row, one after the other, and remembers whom it met. */
export interface Swapper {
  /** The text with its words exchanged; everything else byte for byte. */
  swap: (text: string) => string;
  /** Groups that the words of all texts so far name, and the group that they were exchanged for; null before the first word. */
  met: () => { from: ReadonlySet<string>; to: string | null };
}

/** What becomes of one word; null: it stays. */
type Exchange = (word: string, before: string, after: string) => { from: string; to: string; partner: string } | null;

const anyWord = /(?<![\p{L}\p{N}])(?:ma['’]am|\p{L}[\p{L}\p{M}]*)(?![\p{L}\p{M}\p{N}])/giu;

/** Before these only as titles, with a capital: "ms" is a millisecond. */
const titles = new Set(['mr', 'ms', 'mrs']);

/** `random`: keyed by the row, since names are drawn from lists. */
export function makeSwapper(swap: SwapName, random: SeededRandom): Swapper {
  const exchange = exchangeOf(swap, random);
  const from = new Set<string>();
  let to: string | null = null;
  const swapText = (text: string) =>
    text.replaceAll(anyWord, (word, at: number) => {
      const found = exchange(word, text.slice(Math.max(0, at - 20), at), text.slice(at + word.length, at + word.length + 80));
      if (found === null) return word;
      from.add(found.from);
      to ??= found.to;
      return found.partner;
    });
  return { swap: swapText, met: () => ({ from, to }) };
}

function exchangeOf(swap: SwapName, random: SeededRandom): Exchange {
  switch (swap) {
    case 'pronouns':
      return exchangePronoun;
    case 'gender-nouns':
      return exchangeNoun;
    case 'gender':
      return (...found) => exchangePronoun(...found) ?? exchangeNoun(...found) ?? exchangeNameOfGender(...found);
    case 'names':
      return exchangeNames(random);
  }
}

const exchangePronoun: Exchange = (word, before, after) => {
  const found = swapPronoun(word, before, after);
  return found && { from: found.gender, to: otherGender[found.gender], partner: inCaseOf(word, found.partner) };
};

const exchangeNoun: Exchange = (word) => {
  const lower = word.toLowerCase().replace('’', "'");
  const found = genderNouns.get(lower);
  if (found === undefined || (titles.has(lower) && !/^\p{Lu}\p{Ll}/u.test(word))) return null;
  return { from: found.gender, to: otherGender[found.gender], partner: inCaseOf(word, found.partner) };
};

const exchangeNameOfGender: Exchange = (word) => {
  const found = nameOf(word);
  if (found === null) return null;
  const to = otherGender[found.gender];
  return { from: found.gender, to, partner: inCaseOf(word, namesOf[to][found.origin][found.place] ?? word) };
};

/** Names of one seeded origin for those of others, of the same gender; the same name for the same person throughout. */
function exchangeNames(random: SeededRandom): Exchange {
  const given = new Map<string, string>();
  let to: Origin | null = null;
  return (word) => {
    const found = nameOf(word);
    if (found === null) return null;
    to ??= otherOrigin(found.origin, random);
    const key = word.toLowerCase();
    const partner = given.get(key) ?? freeName(found, to, new Set(given.values()), random);
    given.set(key, partner);
    return { from: found.origin, to, partner: inCaseOf(word, partner) };
  };
}

function otherOrigin(origin: Origin, random: SeededRandom): Origin {
  const others = origins.filter((other) => other !== origin);
  return others[random.below(others.length)] ?? origin;
}

function freeName({ gender }: FirstName, origin: Origin, taken: ReadonlySet<string>, random: SeededRandom): string {
  const free = namesOf[gender][origin].filter((name) => !taken.has(name));
  const names = free.length === 0 ? namesOf[gender][origin] : free;
  return names[random.below(names.length)] ?? '';
}

/** A name is written with a capital, or all in capitals. */
function nameOf(word: string): FirstName | null {
  if (!/^\p{Lu}/u.test(word)) return null;
  return knownNames.get(word.charAt(0) + word.slice(1).toLowerCase()) ?? null;
}

/** "HE" → "SHE", "His" → "Her"; a single capital is an initial one. */
function inCaseOf(word: string, partner: string): string {
  if (word.length > 1 && word === word.toUpperCase()) return partner.toUpperCase();
  return /^\p{Lu}/u.test(word) ? partner.charAt(0).toUpperCase() + partner.slice(1) : partner;
}

/** Whether a word, in lower case, tells somebody's gender or origin. */
export function namesSomebody(word: string): boolean {
  return swapPronoun(word, '', '') !== null || genderNouns.has(word) || allNames.has(word);
}

const allNames = new Set(
  Object.values(namesOf).flatMap((lists) =>
    Object.values(lists)
      .flat()
      .map((name) => name.toLowerCase()),
  ),
);
