/** 97.5 % quantile of the normal distribution. */
const z = 1.959963984540054;

/**
 * Wilson score interval of a rate at 95 %. Unlike the normal interval it keeps its coverage near 0 and 1 and never has
 * width zero. `successes` may be a fraction (a sum of values in [0, 1]): the interval is then wider than need be.
 */
export function wilsonInterval(successes: number, n: number): { low: number; high: number } {
  const rate = successes / n;
  const centre = (rate + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z / (1 + (z * z) / n)) * Math.sqrt((rate * (1 - rate)) / n + (z * z) / (4 * n * n));
  return { low: Math.max(0, Math.min(rate, centre - half)), high: Math.min(1, Math.max(rate, centre + half)) };
}
