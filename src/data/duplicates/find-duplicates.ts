import type { SettledDuplicates } from '../../contracts/duplicates-spec.ts';
import { bandKeys } from './band-keys.ts';
import { RowComparison } from './compare-rows.ts';
import { findCandidates, Patience } from './find-candidates.ts';
import { findCommonPhrases, type CommonPhrases } from './phrase-counts.ts';
import { RowSets } from './row-sets.ts';
import { findSamePrompts, type SamePrompts } from './same-prompts.ts';
import type { Sketches } from './sketches.ts';

/** What was found about each row; `-1` = nothing, else the row that it is about. 60 bytes a row in all. */
export interface Duplicates extends SamePrompts {
  /** The kept row that this one is a near-duplicate of. */
  near: Int32Array;
  /** Jaccard similarity of the 5-grams with that row. */
  similarity: Float32Array;
}

/**
 * Finds conflicts first, then exact, then near-duplicates, in the order of the rows: of equal rows the first is kept.
 * Every near-duplicate was compared with the very row that it is dropped for, so that no chain of small changes joins
 * different rows. A row in conflict is no near-duplicate of any row but of one with its own prompt and answer.
 */
export function findDuplicates(sketches: Sketches, spec: SettledDuplicates): Duplicates {
  const phrases = findCommonPhrases(sketches);
  const comparison = spec.near.action === 'off' ? null : new RowComparison(sketches, phrases, spec.near.similarity);
  const found = findSamePrompts(sketches, comparison);
  const near = new Int32Array(sketches.rows).fill(-1);
  const similarity = new Float32Array(sketches.rows);
  if (comparison !== null) {
    const sets = joinNearRows(sketches, comparison, phrases, found);
    chooseKept(sketches, sets, comparison, found, near, similarity);
  }
  return { ...found, near, similarity };
}

function joinNearRows(sketches: Sketches, comparison: RowComparison, phrases: CommonPhrases, { exact, reworded }: SamePrompts): RowSets {
  const sets = new RowSets(sketches.rows);
  const skip = Uint8Array.from(exact, (other) => (other === -1 ? 0 : 1));
  for (const [row, other] of reworded.entries()) if (other !== -1) sets.join(row, other);
  const patience = new Patience(sketches.rows);
  findCandidates(bandKeys(sketches, 'row', phrases, skip), sketches.rows, (later, earlier, shared) => {
    if (!patience.isWorth(later, shared) || sets.find(later) === sets.find(earlier)) return;
    if (comparison.isSame(later, earlier, 'row')) sets.join(later, earlier);
    else patience.wasInVain(later);
  });
  return sets;
}

/** Kept rows of one set that a further row is compared with: a set of more is a chain through half of the data. */
const mostKept = 64;

/** Of each set the first row stays, and every other that is not like one that stays. */
function chooseKept(
  sketches: Sketches,
  sets: RowSets,
  comparison: RowComparison,
  { exact, conflict, reworded }: SamePrompts,
  near: Int32Array,
  similarity: Float32Array,
): void {
  const kept = new Map<number, number[]>();
  for (let row = 0; row < sketches.rows; row += 1) {
    const set = sets.find(row);
    if (exact[row] !== -1) continue;
    const own = kept.get(set);
    if (own === undefined) {
      if (set === row && sets.isAlone(row)) continue;
      kept.set(set, [row]);
      continue;
    }
    const inConflict = conflict[row] !== -1;
    const like =
      inConflict && reworded[row] === -1
        ? undefined
        : own.find((other) => comparison.isSame(row, other, 'row') && (!inConflict || conflict[row] === conflict[other]));
    if (like === undefined) {
      if (own.length < mostKept) own.push(row);
      continue;
    }
    near[row] = like;
    similarity[row] = comparison.jaccard(row, like, 'row');
  }
}
