/** How a signature is cut: `bands` bands of `rows` minimums each. Two rows of data are candidates when all of one band agree. */
export interface Banding {
  bands: number;
  rows: number;
}

/** Share of pairs of similarity `similarity` that become candidates: 1 − (1 − s^rows)^bands. */
export function candidateProbability(similarity: number, { bands, rows }: Banding): number {
  return 1 - (1 - similarity ** rows) ** bands;
}

/** Width of the strips in which the errors are summed up. */
const step = 0.001;

/**
 * The banding of at most `permutations` minimums with the least weighted error at a threshold: the area under the
 * probability of a candidate below it (false ones) and above the complement beyond it (missed ones), similarities spread
 * evenly. The objective of Zhu et al., "LSH Ensemble" (VLDB 2016); with equal weights it is datasketch's choice.
 */
export function optimalBanding(threshold: number, permutations: number, weights = { falseCandidate: 0.5, missed: 0.5 }): Banding {
  let best: Banding = { bands: permutations, rows: 1 };
  let least = Infinity;
  for (let bands = 1; bands <= permutations; bands += 1) {
    for (let rows = 1; rows * bands <= permutations; rows += 1) {
      const banding = { bands, rows };
      const falseCandidates = area(0, threshold, (similarity) => candidateProbability(similarity, banding));
      const missed = area(threshold, 1, (similarity) => 1 - candidateProbability(similarity, banding));
      const error = weights.falseCandidate * falseCandidates + weights.missed * missed;
      if (error < least) [best, least] = [banding, error];
    }
  }
  return best;
}

function area(from: number, to: number, height: (similarity: number) => number): number {
  let sum = 0;
  for (let at = from; at < to; at += step) sum += height(at + step / 2) * step;
  return sum;
}
