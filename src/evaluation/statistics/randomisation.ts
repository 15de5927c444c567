import { SeededRandom } from '../random.ts';
import type { PairedValues } from './difference-interval.ts';
import { unitsOfRows } from './units.ts';

/** Up to so many units that differ, all 2^units assignments are counted out. */
const mostCounted = 14;

export interface RandomisationTest {
  /** Two-sided; null of no rows or of values that are no numbers. */
  pValue: number | null;
  method: string;
  reason: string | null;
}

/**
 * Paired randomisation test (Fisher 1935; Yeh 2000): under "no difference" the two answers to a row might as well have
 * been swapped. p = how often a mean difference as far from 0 comes of random swaps, whole units (groups of rows)
 * together; counted out where few units differ, else (c + 1) ÷ (trials + 1). 1 for identical outputs.
 */
export function randomisationTest(
  { before, after, groups }: PairedValues,
  { seed, trials = 10_000 }: { seed: number; trials?: number },
): RandomisationTest {
  const sums = unitDifferences({ before, after, groups });
  if (sums === null) return { pValue: null, method: 'randomisation', reason: 'there are no rows that both models were scored on' };
  const differing = sums.filter((sum) => sum !== 0);
  const observed = Math.abs(total(differing)) - 1e-12 * Math.max(1, Math.abs(total(differing)));
  if (differing.length <= mostCounted)
    return { pValue: countedOut(differing, observed), method: `randomisation:exact:units=${differing.length}`, reason: null };
  const random = new SeededRandom(seed);
  let asFar = 0;
  for (let trial = 0; trial < trials; trial++) if (Math.abs(randomSum(differing, random)) >= observed) asFar++;
  return { pValue: (asFar + 1) / (trials + 1), method: `randomisation:${trials}:seed=${seed}`, reason: null };
}

function unitDifferences({ before, after, groups }: PairedValues): Float64Array | null {
  const n = before.length;
  if (n === 0 || after.length !== n) return null;
  const units = unitsOfRows(groups, n);
  const sums = new Float64Array(units.count);
  for (let row = 0; row < n; row++) {
    const unit = units.unitOf[row] ?? 0;
    sums[unit] = (sums[unit] ?? 0) + (after[row] ?? Number.NaN) - (before[row] ?? Number.NaN);
  }
  return sums.every((sum) => Number.isFinite(sum)) ? sums : null;
}

function countedOut(sums: Float64Array, observed: number): number {
  const assignments = 2 ** sums.length;
  let asFar = 0;
  for (let signs = 0; signs < assignments; signs++) {
    let swapped = 0;
    sums.forEach((sum, unit) => (swapped += (signs >> unit) & 1 ? -sum : sum));
    if (Math.abs(swapped) >= observed) asFar++;
  }
  return asFar / assignments;
}

/** One random bit a unit, 32 to a draw. */
function randomSum(sums: Float64Array, random: SeededRandom): number {
  let sum = 0;
  let bits = 0;
  for (let unit = 0; unit < sums.length; unit++) {
    if (unit % 32 === 0) bits = random.next();
    sum += bits & 1 ? -(sums[unit] ?? 0) : (sums[unit] ?? 0);
    bits >>>= 1;
  }
  return sum;
}

function total(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
