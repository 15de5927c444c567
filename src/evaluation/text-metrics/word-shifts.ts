import { edits } from './word-edits.ts';
import type { WordEdits } from './word-edits.ts';

/** Tercom's limits: words moved at once, and how far apart the two places may be. */
const longestShift = 10;
const furthestShift = 50;
/** sacreBLEU's: a segment in which so many shifts were tried is left as it is. */
const mostCandidates = 1000;

/** `length` words from `start` on, moved before what stands at `target`. */
interface Shift {
  start: number;
  length: number;
  target: number;
}

/** Which words are where: for each word of the reference the word of the hypothesis that stands for it (−1: before all). */
interface Alignment {
  partner: Int32Array;
  /** Wrong words before each position. */
  hypothesisErrors: Int32Array;
  referenceErrors: Int32Array;
}

/**
 * Tercom's greedy search for shifts (Snover et al. 2006), as sacreBLEU does it: the number of shifts that were made.
 * `matrix` holds the edits of `hypothesis` and afterwards those of the shifted words.
 */
export function shiftWords(hypothesis: Int32Array, reference: Int32Array, matrix: WordEdits): number {
  const words = hypothesis.slice();
  const search = { checked: 0 };
  for (let shifts = 0; ; shifts++) {
    const best = bestShift(words, reference, matrix, search);
    if (search.checked >= mostCandidates || best === null) return shifts;
    const { from, to } = changedBy(best, words.length);
    words.set(moved(words, best, from, to), from);
    matrix.keep(words, from);
  }
}

/** The shift that saves the most edits; null where none does. Of equals: the longest, then the earliest, then the earliest target. */
function bestShift(words: Int32Array, reference: Int32Array, matrix: WordEdits, search: { checked: number }): Shift | null {
  const alignment = alignmentOf(matrix, words.length, reference.length);
  const shifted = words.slice();
  const before = matrix.distance;
  let best: { shift: Shift; saved: number } | null = null;
  for (const { start, at, length } of runsToShift(words, reference, alignment)) {
    let lastTarget = -1;
    for (let offset = -1; offset < length; offset++) {
      const target = at + offset === -1 ? 0 : alignment.partner[at + offset]! + 1;
      if (target === lastTarget) continue;
      lastTarget = target;
      const shift = { start, length, target };
      const { from, to } = changedBy(shift, words.length);
      shifted.set(moved(words, shift, from, to), from);
      const saved = before - matrix.distanceOf(shifted, from, to);
      shifted.set(words.subarray(from, to), from);
      search.checked++;
      if (best === null || isBetter({ shift, saved }, best)) best = { shift, saved };
    }
    if (search.checked >= mostCandidates) break;
  }
  return best !== null && best.saved > 0 ? best.shift : null;
}

function isBetter(one: { shift: Shift; saved: number }, other: { shift: Shift; saved: number }): boolean {
  if (one.saved !== other.saved) return one.saved > other.saved;
  if (one.shift.length !== other.shift.length) return one.shift.length > other.shift.length;
  if (one.shift.start !== other.shift.start) return one.shift.start < other.shift.start;
  return one.shift.target < other.shift.target;
}

/**
 * Every run of words that both sides have, near enough to each other, with each of its beginnings, that may be worth a
 * shift: both places must be wrong, and the words must not stand for themselves already. A place without an error within
 * the longest run is passed by at once.
 */
function* runsToShift(
  words: Int32Array,
  reference: Int32Array,
  alignment: Alignment,
): Generator<{ start: number; at: number; length: number }> {
  const { partner, hypothesisErrors, referenceErrors } = alignment;
  for (let start = 0; start < words.length; start++) {
    if (!hasError(hypothesisErrors, start, longestShift)) continue;
    const last = Math.min(reference.length - 1, start + furthestShift);
    for (let at = Math.max(0, start - furthestShift); at <= last; at++) {
      if (words[start] !== reference[at] || !hasError(referenceErrors, at, longestShift)) continue;
      const most = Math.min(longestShift, words.length - start, reference.length - at);
      for (let length = 1; length <= most && words[start + length - 1] === reference[at + length - 1]; length++) {
        const wrong = hasError(hypothesisErrors, start, length) && hasError(referenceErrors, at, length);
        if (wrong && (partner[at]! < start || partner[at]! >= start + length)) yield { start, at, length };
      }
    }
  }
}

function hasError(errorsBefore: Int32Array, start: number, length: number): boolean {
  return errorsBefore[Math.min(start + length, errorsBefore.length - 1)] !== errorsBefore[start];
}

function alignmentOf(matrix: WordEdits, words: number, references: number): Alignment {
  const partner = new Int32Array(references);
  const hypothesisErrors = new Int32Array(words + 1);
  const referenceErrors = new Int32Array(references + 1);
  let [word, reference] = [words - 1, references - 1];
  for (const edit of matrix.editsBackwards()) {
    const wrong = edit === edits.keep ? 0 : 1;
    if (edit !== edits.drop) {
      partner[reference] = word;
      referenceErrors[reference + 1] = wrong;
      reference--;
    }
    if (edit !== edits.insert) {
      hypothesisErrors[word + 1] = wrong;
      word--;
    }
  }
  return { partner, hypothesisErrors: runningSum(hypothesisErrors), referenceErrors: runningSum(referenceErrors) };
}

function runningSum(counts: Int32Array): Int32Array {
  for (let index = 1; index < counts.length; index++) counts[index]! += counts[index - 1]!;
  return counts;
}

/** The stretch of words that a shift rearranges. A target inside the moved words means that many words further on. */
function changedBy({ start, length, target }: Shift, words: number): { from: number; to: number } {
  if (target < start) return { from: target, to: start + length };
  if (target > start + length) return { from: start, to: target };
  return { from: start, to: Math.min(words, target + length) };
}

function moved(words: Int32Array, { start, length, target }: Shift, from: number, to: number): Int32Array {
  const stretch = new Int32Array(to - from);
  const run = words.subarray(start, start + length);
  if (target < start) {
    stretch.set(run);
    stretch.set(words.subarray(target, start), length);
  } else {
    stretch.set(words.subarray(start + length, to));
    stretch.set(run, to - from - length);
  }
  return stretch;
}
