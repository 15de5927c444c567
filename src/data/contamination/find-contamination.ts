import type { DuplicatesSpec } from '../../contracts/duplicates-spec.ts';
import { bandKeys } from '../duplicates/band-keys.ts';
import { defaultSimilarity, RowComparison } from '../duplicates/compare-rows.ts';
import { findCandidates, Patience } from '../duplicates/find-candidates.ts';
import { findCommonPhrases } from '../duplicates/phrase-counts.ts';
import { findEqualPrompts } from './equal-prompts.ts';
import { crossing, giverOf, rankOf, type PlacedSketches } from './placed-rows.ts';

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

/** A pair of prompts on two sides, train and another, and the Jaccard similarity of their 5-grams. */
export interface Similarity {
  train: number;
  heldOut: number;
  jaccard: number;
}

export interface PromptSearch {
  gives: DuplicatesSpec['contamination']['gives'];
  /** Near-duplicate prompts are leaks, too. */
  near: boolean;
  /** Share of a prompt's words that must be left. */
  similarity?: number;
  /** Also tells which prompts of train and another side are most alike: every candidate is measured then. */
  mostSimilar?: boolean;
}

export interface Contamination {
  /** In the order of the rows that they are about. */
  leaks: Leak[];
  /** `null` = nothing that alike was seen (from about 0.3 on it is), or it was not asked for. */
  mostSimilar: Similarity | null;
}

/**
 * Prompts that stand on two sides, over all stages and tasks together and in both directions: one leak for each row that
 * has to go by the policy (where nobody may, for each row of the lower side), the gravest there is. Rows of one side never
 * contaminate each other. When all these rows go, none of the pairs that were seen is left.
 */
export function findContamination(placed: PlacedSketches, search: PromptSearch): Contamination {
  const leaks = new Map<number, Leak>();
  for (const leak of findEqualPrompts(placed, search.gives)) leaks.set(subjectOf(placed, leak, search.gives), leak);
  const mostSimilar = search.near ? findNearPrompts(placed, search, leaks) : null;
  return { leaks: [...leaks].toSorted(([a], [b]) => a - b).map(([, leak]) => leak), mostSimilar };
}

/** The row that a leak is about. */
export function subjectOf(placed: PlacedSketches, leak: Pick<Leak, 'learned' | 'measured'>, gives: PromptSearch['gives']): number {
  return giverOf(placed, leak, gives) ?? leak.learned;
}

/** Adds near-duplicate prompts to the leaks, in one pass over the candidates that serves the highest similarity, too. */
function findNearPrompts(
  placed: PlacedSketches,
  { gives, similarity = defaultSimilarity, mostSimilar }: PromptSearch,
  leaks: Map<number, Leak>,
): Similarity | null {
  const { sketches } = placed;
  const phrases = findCommonPhrases(sketches);
  const comparison = new RowComparison(sketches, phrases, similarity);
  const patience = new Patience(sketches.rows);
  const held = new Uint8Array(sketches.rows);
  for (let row = 0; row < held.length; row += 1) held[row] = rankOf(placed, row);
  let best: Similarity | null = mostSimilar === true ? firstEqual(leaks, held) : null;
  const pair = (a: number, b: number, shared: number) => {
    const cross = patience.isWorth(a, shared) ? crossing(placed, a, b) : null;
    if (cross === null) return;
    const [learned, measured] = cross;
    const subject = subjectOf(placed, { learned, measured }, gives);
    const isNear = leaks.get(subject)?.kind !== 'exact' && comparison.isSame(learned, measured, 'prompt');
    if (!isNear) patience.wasInVain(a);
    const measuring = mostSimilar === true && held[learned] === 0 && best?.jaccard !== 1;
    if (!isNear && !measuring) return;
    const jaccard = comparison.jaccard(learned, measured, 'prompt');
    if (isNear && jaccard > (leaks.get(subject)?.score ?? -1)) leaks.set(subject, { learned, measured, kind: 'near', score: jaccard });
    if (measuring && jaccard > (best?.jaccard ?? 0)) best = { train: learned, heldOut: measured, jaccard };
  };
  findCandidates(bandKeys(sketches, 'prompt', phrases), sketches.rows, pair, held); // train rows are not put beside each other
  return best;
}

function firstEqual(leaks: ReadonlyMap<number, Leak>, held: Uint8Array): Similarity | null {
  for (const { learned, measured } of leaks.values()) if (held[learned] === 0) return { train: learned, heldOut: measured, jaccard: 1 };
  return null;
}
