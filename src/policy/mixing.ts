/**
 * Rows of each task in an epoch that has as many rows as all tasks together: share ∝ rows^(1 ÷ temperature), so that 1
 * takes the rows as they come and a large temperature takes as many of each task. At least one row of each; rounded by
 * largest remainder. Temperature-scaled mixing as in Raffel et al. 2020 (T5), section 3.5.2.
 */
export function rowsPerEpoch(rows: readonly number[], temperature: number): number[] {
  const total = rows.reduce((sum, count) => sum + count, 0);
  const weights = rows.map((count) => count ** (1 / temperature));
  const weight = weights.reduce((sum, one) => sum + one, 0);
  const exact = weights.map((one) => Math.max(1, (total * one) / weight));
  const counts = exact.map(Math.floor);
  const left = total - counts.reduce((sum, count) => sum + count, 0);
  const byRemainder = exact.map((share, index) => ({ index, remainder: share % 1 })).toSorted((a, b) => b.remainder - a.remainder);
  for (const { index } of byRemainder.slice(0, Math.max(0, left))) counts[index]! += 1;
  return counts;
}
