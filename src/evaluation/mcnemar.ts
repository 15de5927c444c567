/**
 * Exact two-sided McNemar test: whether `onlyBefore` rows that only the one model gets right and `onlyAfter` that only
 * the other does could be chance. Twice the binomial tail at ½, at most 1; 1 when no row tells them apart.
 */
export function mcnemarExact(onlyBefore: number, onlyAfter: number): number {
  const n = onlyBefore + onlyAfter;
  const fewer = Math.min(onlyBefore, onlyAfter);
  let logTerm = n * Math.log(0.5);
  let tail = 0;
  // Terms are kept as logarithms: 0.5^n is below the smallest double from n = 1075 on.
  for (let k = 0; k <= fewer; k++) {
    tail += Math.exp(logTerm);
    logTerm += Math.log(n - k) - Math.log(k + 1);
  }
  return Math.min(1, 2 * tail);
}
