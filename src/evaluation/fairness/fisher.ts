/**
 * Fisher's exact test of a 2 × 2 table, two-sided: the share of all tables with the same margins that are at most as likely
 * as this one (R's rule, with its relative slack of 1e-7). Rows: groups; columns: favourable or not. 1 of an empty margin.
 */
export function fisherExact(favourable1: number, n1: number, favourable2: number, n2: number): number {
  const favourable = favourable1 + favourable2;
  const [least, most] = [Math.max(0, favourable - n2), Math.min(favourable, n1)];
  const logProbability = (k: number) => logChoose(n1, k) + logChoose(n2, favourable - k) - logChoose(n1 + n2, favourable);
  const observed = logProbability(favourable1) + 1e-7;
  let sum = 0;
  for (let k = least; k <= most; k++) {
    const each = logProbability(k);
    if (each <= observed) sum += Math.exp(each);
  }
  return Math.min(1, sum);
}

function logChoose(n: number, k: number): number {
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

const logFactorials = [0];

function logFactorial(n: number): number {
  for (let next = logFactorials.length; next <= n; next++) logFactorials.push((logFactorials[next - 1] ?? 0) + Math.log(next));
  return logFactorials[n] ?? Number.NaN;
}
