import { bandKeys, type Compared } from './band-keys.ts';
import { defaultSimilarity, RowComparison } from './compare-rows.ts';
import { findCandidates, Patience } from './find-candidates.ts';
import { findCommonPhrases } from './phrase-counts.ts';
import { RowSets } from './row-sets.ts';
import { RowTable } from './row-table.ts';
import type { Sketches } from './sketches.ts';

/**
 * For every row the number of its cluster, which is its lowest row: rows with equal prompts (instructions do not count,
 * whatever the answers), near-duplicate prompts and near-duplicate rows stand in one cluster, long rows also where they differ
 * in a number or a name alone, and so does whatever hangs on them. Rows of one cluster belong on one side of a split. About 210 bytes a row while it runs.
 */
export function nearDuplicateClusters(sketches: Sketches, similarity = defaultSimilarity): Int32Array {
  const sets = new RowSets(sketches.rows);
  const repeated = joinEqualPrompts(sketches, sets);
  const phrases = findCommonPhrases(sketches);
  const comparison = new RowComparison(sketches, phrases, similarity);
  for (const compared of ['row', 'prompt'] satisfies Compared[]) {
    const patience = new Patience(sketches.rows);
    // rows with equal prompts are in one cluster already: one of them stands for all where prompts are compared
    const keys = bandKeys(sketches, compared, phrases, compared === 'prompt' ? repeated : undefined);
    findCandidates(keys, sketches.rows, (later, earlier, shared) => {
      if (!patience.isWorth(later, shared) || sets.find(later) === sets.find(earlier)) return;
      if (comparison.isAlike(later, earlier, compared)) sets.join(later, earlier);
      else patience.wasInVain(later);
    });
  }
  return Int32Array.from({ length: sketches.rows }, (_, row) => sets.find(row));
}

/** Marks rows whose prompt an earlier row has. */
function joinEqualPrompts(sketches: Sketches, sets: RowSets): Uint8Array {
  const table = new RowTable(
    sketches.rows,
    (row) => sketches.promptWord(row),
    (a, b) => sketches.samePrompt(a, b),
  );
  const repeated = new Uint8Array(sketches.rows);
  for (let row = 0; row < sketches.rows; row += 1) {
    const first = table.findOrAdd(row);
    if (first === row) continue;
    repeated[row] = 1;
    sets.join(first, row);
  }
  return repeated;
}
