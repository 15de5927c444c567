import { classBits } from './token-hash.ts';

/** A passage that differs: tokens [fromA, toA) of one text stand where [fromB, toB) stand in the other. */
export interface Hunk {
  fromA: number;
  toA: number;
  fromB: number;
  toB: number;
  edits: number;
}

export interface Alignment {
  /** Tokens replaced, put in, left out, or swapped with their neighbour. */
  edits: number;
  /** What differs, in order; changes with fewer than `hunkGap` equal tokens between them are one. */
  hunks: Hunk[];
}

/** Changes as near as this belong together: "50 euros" and "total 60 euros" differ in "50" and "total 60". */
const hunkGap = 2;
/** More edits are not counted: their table would take more than 8 MB. */
const mostEdits = 1000;

/**
 * Least number of edits from one list of tokens to the other, and where, by the diagonals that each number of edits
 * reaches (Ukkonen 1985, with swaps of neighbours): time O(length + edits²) and memory O(edits²) words.
 * @returns null when there are more than `most` edits
 */
export function alignTokens(a: Uint32Array, b: Uint32Array, most: number): Alignment | null {
  const limit = Math.min(most, mostEdits);
  const difference = a.length - b.length;
  if (Math.abs(difference) > limit) return null;
  const reached: Int32Array[] = [];
  for (let edits = 0; edits <= limit; edits += 1) {
    const furthest = extend(a, b, edits, reached[edits - 1]);
    reached.push(furthest);
    if (Math.abs(difference) <= edits && furthest[difference + edits] === a.length) return { edits, hunks: traceHunks(a, b, reached) };
  }
  return null;
}

/** Furthest position in `a` by diagonal (position in a − position in b), from −edits to +edits; −1 = out of reach. */
function extend(a: Uint32Array, b: Uint32Array, edits: number, before: Int32Array | undefined): Int32Array {
  const furthest = new Int32Array(2 * edits + 1).fill(-1);
  for (let diagonal = -edits; diagonal <= edits; diagonal += 1) {
    let at = before === undefined ? 0 : stepTo(a, b, before, edits - 1, diagonal).at;
    if (at < 0) continue;
    at = Math.min(at, a.length, b.length + diagonal);
    while (at < a.length && at - diagonal < b.length && equal(a[at]!, b[at - diagonal]!)) at += 1;
    furthest[diagonal + edits] = at;
  }
  return furthest;
}

type Step = 'replace' | 'remove' | 'insert' | 'swap';
/** One object for all calls: there are some for every pair of rows. */
const step: { at: number; by: Step; from: number } = { at: -1, by: 'replace', from: 0 };

/** The best of the four ways that lead to a diagonal with one edit more. Replacing comes first, so that it explains what it can. */
function stepTo(a: Uint32Array, b: Uint32Array, before: Int32Array, radius: number, diagonal: number): typeof step {
  step.at = -1;
  const same = Math.abs(diagonal) <= radius ? before[diagonal + radius]! : -1;
  if (same >= 0) {
    const other = same - diagonal;
    if (same < a.length && other < b.length) take(same + 1, 'replace', same);
    if (same + 1 < a.length && other + 1 < b.length && equal(a[same]!, b[other + 1]!) && equal(a[same + 1]!, b[other]!))
      take(same + 2, 'swap', same);
  }
  const lower = Math.abs(diagonal - 1) <= radius ? before[diagonal - 1 + radius]! : -1;
  if (lower >= 0 && lower < a.length) take(lower + 1, 'remove', lower);
  const upper = Math.abs(diagonal + 1) <= radius ? before[diagonal + 1 + radius]! : -1;
  if (upper >= 0 && upper - diagonal <= b.length) take(upper, 'insert', upper);
  return step;
}

function take(at: number, by: Step, from: number): void {
  if (at <= step.at) return;
  step.at = at;
  step.by = by;
  step.from = from;
}

/** Walks back from the end, one edit at a time. */
function traceHunks(a: Uint32Array, b: Uint32Array, reached: readonly Int32Array[]): Hunk[] {
  const hunks: Hunk[] = [];
  let diagonal = a.length - b.length;
  for (let edits = reached.length - 1; edits > 0; edits -= 1) {
    const { at, by, from } = stepTo(a, b, reached[edits - 1]!, edits - 1, diagonal);
    const fromDiagonal = by === 'remove' ? diagonal - 1 : by === 'insert' ? diagonal + 1 : diagonal;
    addHunk(hunks, { fromA: from, toA: at, fromB: from - fromDiagonal, toB: at - diagonal, edits: 1 });
    diagonal = fromDiagonal;
  }
  return hunks.toReversed();
}

/** Hunks come from the end to the start. */
function addHunk(hunks: Hunk[], found: Hunk): void {
  const next = hunks.at(-1);
  if (next !== undefined && next.fromA - found.toA < hunkGap) {
    next.fromA = found.fromA;
    next.fromB = found.fromB;
    next.edits += 1;
  } else hunks.push(found);
}

function equal(a: number, b: number): boolean {
  return a >>> classBits === b >>> classBits;
}
