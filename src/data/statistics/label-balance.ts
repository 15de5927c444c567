import type { LabelBalance } from '../../contracts/dataset-statistics.ts';

/** Rows by label, most frequent first. `balance`: normalised entropy (Shannon's evenness); 1 for a single label. */
export function labelBalance(counts: ReadonlyMap<string, number>): LabelBalance {
  const ranked = [...counts].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  const rows = ranked.reduce((sum, [, count]) => sum + count, 0);
  const labels = ranked.map(([label, count]) => ({ label, rows: count, share: rows === 0 ? 0 : count / rows }));
  const entropy = labels.reduce((sum, { share }) => sum - (share === 0 ? 0 : share * Math.log(share)), 0);
  const most = labels[0]?.rows ?? 0;
  const fewest = labels.at(-1)?.rows ?? 0;
  return {
    labels,
    balance: labels.length < 2 ? 1 : Math.min(1, entropy / Math.log(labels.length)),
    mostToLeast: fewest === 0 ? 0 : most / fewest,
  };
}
