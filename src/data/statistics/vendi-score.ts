import { symmetricEigenvalues } from './eigenvalues.ts';

/**
 * Vendi score (Friedman and Dieng 2023): the exponential of the entropy of the eigenvalues of K ÷ n, where K holds the
 * similarities of n items, with ones on its diagonal. From 1 (all alike) to n (nothing alike). O(n³).
 */
export function vendiScore(similarities: readonly (readonly number[])[]): number {
  const size = similarities.length;
  if (size === 0) return 0;
  let entropy = 0;
  for (const eigenvalue of symmetricEigenvalues(similarities.map((row) => row.map((value) => value / size))))
    if (eigenvalue > 1e-12) entropy -= eigenvalue * Math.log(eigenvalue);
  return Math.exp(entropy);
}

/** Cosines between texts as counts of words; texts without words are like nothing but each other. */
export function wordCosines(texts: readonly ReadonlyMap<number, number>[]): number[][] {
  const norms = texts.map((counts) => Math.sqrt([...counts.values()].reduce((sum, count) => sum + count * count, 0)));
  return texts.map((a, row) =>
    texts.map((b, column) => {
      if (row === column) return 1;
      if (norms[row] === 0 || norms[column] === 0) return norms[row] === norms[column] ? 1 : 0;
      const [few, many] = a.size < b.size ? [a, b] : [b, a];
      let dot = 0;
      for (const [word, count] of few) dot += count * (many.get(word) ?? 0);
      return dot / (norms[row]! * norms[column]!);
    }),
  );
}
