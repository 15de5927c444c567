import type { DuplicatesSpec } from '../../contracts/duplicates-spec.ts';
import { bandKeys } from '../duplicates/band-keys.ts';
import { RowComparison } from '../duplicates/compare-rows.ts';
import { findCandidates, Patience } from '../duplicates/find-candidates.ts';
import { findCommonPhrases } from '../duplicates/phrase-counts.ts';
import { RowTable } from '../duplicates/row-table.ts';
import { findOverlaps } from './ngram-overlap.ts';
import { rankOf, sideOrder, type PlacedSketches } from './placed-rows.ts';

/** One prompt on two sides. */
export interface Leak {
  /** The row of the side that is learned from, or, of validation and test, of validation. */
  learned: number;
  /** The row of the side that is measured. */
  measured: number;
  kind: 'exact' | 'near' | 'overlap';
  /** 1 for equal prompts; Jaccard similarity of the prompts' 5-grams; share of the measured row's runs of 13 words. */
  score: number;
}

/**
 * What stands on two sides, over all stages and tasks together and in both directions: one leak for each row of the
 * lower side, the gravest there is (exact, near, overlap). Rows of one side never contaminate each other.
 */
export function findContamination(placed: PlacedSketches, spec: DuplicatesSpec['contamination']): Leak[] {
  const leaks = new Map<number, Leak>();
  for (const leak of findEqualPrompts(placed)) leaks.set(leak.learned, leak);
  if (spec.near) findNearPrompts(placed, leaks);
  if (spec.overlap !== 'off') {
    for (const { row, measured, share } of findOverlaps(placed)) {
      if (!leaks.has(row) && share >= spec.overlapShare) leaks.set(row, { learned: row, measured, kind: 'overlap', score: share });
    }
  }
  return [...leaks.values()].toSorted((a, b) => a.learned - b.learned);
}

/** A row of the highest side with the same prompt, of every row of a lower one. */
function findEqualPrompts(placed: PlacedSketches): Leak[] {
  const { sketches } = placed;
  const tables = sideOrder.map(
    () =>
      new RowTable(
        sketches.rows,
        (row) => sketches.promptWord(row),
        (a, b) => sketches.samePrompt(a, b),
      ),
  );
  for (let row = 0; row < sketches.rows; row += 1) if (rankOf(placed, row) > 0) tables[rankOf(placed, row)]!.findOrAdd(row);
  const leaks: Leak[] = [];
  for (let row = 0; row < sketches.rows; row += 1) {
    for (let rank = sideOrder.length - 1; rank > rankOf(placed, row); rank -= 1) {
      const measured = tables[rank]!.find(row);
      if (measured === -1) continue;
      leaks.push({ learned: row, measured, kind: 'exact', score: 1 });
      break;
    }
  }
  return leaks;
}

function findNearPrompts(placed: PlacedSketches, leaks: Map<number, Leak>): void {
  const { sketches } = placed;
  const phrases = findCommonPhrases(sketches);
  const comparison = new RowComparison(sketches, phrases);
  const patience = new Patience(sketches.rows);
  const order = measuredLast(placed);
  const pair = (a: number, b: number, shared: number) => {
    if (order[a] === order[b] || !patience.isWorth(a, shared)) return;
    const [learned, measured] = order[a]! < order[b]! ? [a, b] : [b, a];
    if (leaks.get(learned)?.kind === 'exact') return;
    if (!comparison.isSame(learned, measured, 'prompt')) return patience.wasInVain(a);
    const score = comparison.jaccard(learned, measured, 'prompt');
    if (score > (leaks.get(learned)?.score ?? -1)) leaks.set(learned, { learned, measured, kind: 'near', score });
  };
  findCandidates(bandKeys(sketches, 'prompt', phrases), sketches.rows, pair, order); // train rows are not put beside each other
}

function measuredLast(placed: PlacedSketches): Uint8Array {
  const ranks = new Uint8Array(placed.sketches.rows);
  for (let row = 0; row < ranks.length; row += 1) ranks[row] = rankOf(placed, row);
  return ranks;
}

/** The most alike pair of prompts on two sides. */
export interface Similarity {
  train: number;
  test: number;
  /** Jaccard similarity of the prompts' 5-grams. */
  jaccard: number;
}

/**
 * The train row and the validation or test row whose prompts are most alike: what a split's proof shows. Pairs below about
 * 0.3 are seldom looked at; `null` when no pair is that alike.
 */
export function highestSimilarity(placed: PlacedSketches): Similarity | null {
  const { sketches } = placed;
  const equal = findEqualPrompts(placed).find(({ learned }) => rankOf(placed, learned) === 0);
  if (equal !== undefined) return { train: equal.learned, test: equal.measured, jaccard: 1 };
  const phrases = findCommonPhrases(sketches);
  const comparison = new RowComparison(sketches, phrases);
  const ranks = measuredLast(placed);
  let best: Similarity | null = null;
  const pair = (a: number, b: number) => {
    if ((ranks[a] === 0) === (ranks[b] === 0)) return;
    const [train, test] = ranks[a] === 0 ? [a, b] : [b, a];
    const jaccard = comparison.jaccard(train, test, 'prompt');
    if (best === null || jaccard > best.jaccard) best = { train, test, jaccard };
  };
  findCandidates(bandKeys(sketches, 'prompt', phrases), sketches.rows, pair, ranks);
  return best;
}
