import type { Hunk } from './align-tokens.ts';
import { nameToken, negationToken, numberToken, plainWord, polarToken, symbolToken } from './token-class.ts';
import { classBits } from './token-hash.ts';

/** Words exchanged in one place that make it another passage: scattered edits seldom meet so closely. */
const passageWords = 5;
/** In a text where more of the words than this are capitalised (German nouns, headlines), capitals tell no names. */
const mostCapitals = 0.15;
/** Shorter texts have too few words for a share. */
const leastForShare = 20;
const classMask = 2 ** classBits - 1;
const factClasses = [numberToken, nameToken, polarToken, symbolToken] as const;

/** Whether at least five words on both sides stand for each other. */
export function exchangesPassage({ fromA, toA, fromB, toB, edits }: Hunk): boolean {
  return Math.min(edits, toA - fromA, toB - fromB) >= passageWords;
}

/**
 * Whether a passage states another fact: a number stands where another number stood, a name for a name, an operator for
 * an operator, one opposite for another. A number beside which another appears is another number, too.
 * @param strict also a number, name, operator or opposite that was only put in or left out
 */
export function changesFacts(hunk: Hunk, a: Uint32Array, b: Uint32Array, strict: boolean): boolean {
  const namesTell = !isFullOfCapitals(a) && !isFullOfCapitals(b);
  return factClasses.some((factClass) => {
    if (factClass === nameToken && !namesTell) return false;
    const [before, after] = [factsIn(a, hunk.fromA, hunk.toA, factClass), factsIn(b, hunk.fromB, hunk.toB, factClass)];
    if (sameList(before, after)) return false;
    if (strict || (before.length > 0 && after.length > 0)) return true;
    return factClass === numberToken && (touchesNumber(a, hunk.fromA, hunk.toA) || touchesNumber(b, hunk.fromB, hunk.toB));
  });
}

export function changesNegation(hunk: Hunk, a: Uint32Array, b: Uint32Array): boolean {
  return !sameList(factsIn(a, hunk.fromA, hunk.toA, negationToken), factsIn(b, hunk.fromB, hunk.toB, negationToken));
}

/** Whether two texts hold the same facts and negations, in whatever order. */
export function sameFacts(a: Uint32Array, b: Uint32Array): boolean {
  return [...factClasses, negationToken].every((factClass) =>
    sameList(factsIn(a, 0, a.length, factClass), factsIn(b, 0, b.length, factClass)),
  );
}

/** Tokens of a class, sorted. */
function factsIn(tokens: Uint32Array, from: number, to: number, factClass: number): number[] {
  const found: number[] = [];
  for (let at = from; at < to; at += 1) if ((tokens[at]! & classMask) === factClass) found.push(tokens[at]!);
  return found.length > 1 ? found.toSorted((x, y) => x - y) : found;
}

function sameList(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((token, at) => token === b[at]);
}

/** Whether a number in a passage has another number beside it: "50" became "50 000". */
function touchesNumber(tokens: Uint32Array, from: number, to: number): boolean {
  const isNumber = (at: number) => at >= 0 && at < tokens.length && (tokens[at]! & classMask) === numberToken;
  for (let at = from; at < to; at += 1) if (isNumber(at) && (isNumber(at - 1) || isNumber(at + 1))) return true;
  return false;
}

function isFullOfCapitals(tokens: Uint32Array): boolean {
  if (tokens.length < leastForShare) return false;
  let [names, words] = [0, 0];
  for (const token of tokens) {
    const tokenClass = token & classMask;
    if (tokenClass === nameToken) names += 1;
    if (tokenClass === nameToken || tokenClass === plainWord) words += 1;
  }
  return names > mostCapitals * words;
}
