/**
 * Token-weighted perplexity of the chosen rows: exp(−Σ log p ÷ Σ tokens), natural logarithms. The mean of the rows'
 * perplexities is another number. NaN of no tokens.
 */
export function perplexity(logProbs: ArrayLike<number>, tokens: ArrayLike<number>, indices: ArrayLike<number>): number {
  let logProb = 0;
  let count = 0;
  for (let position = 0; position < indices.length; position++) {
    const row = indices[position] ?? 0;
    logProb += logProbs[row] ?? Number.NaN;
    count += tokens[row] ?? Number.NaN;
  }
  return Math.exp(-logProb / count);
}
