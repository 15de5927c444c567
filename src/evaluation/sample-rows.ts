import { createHash } from 'node:crypto';

/** What robustness, fairness and latency are measured on unless told otherwise: enough to see a large effect, few enough for a laptop. */
export const defaultSampleRows = 40;

/**
 * A sample of rows in the order that a seed, a purpose and the rows' ids decide: it never depends on how rows were
 * answered, and added rows change little. All rows where there are no more than `count`.
 */
export function sampleRows<Row extends { id: string }>(
  rows: readonly Row[],
  { count, seed, purpose }: { count: number; seed: number; purpose: string },
): Row[] {
  return rows
    .map((row) => ({ row, rank: createHash('sha256').update(`${purpose} ${seed} ${row.id}`).digest('hex') }))
    .toSorted((one, other) => (one.rank < other.rank ? -1 : 1))
    .slice(0, count)
    .map(({ row }) => row);
}
