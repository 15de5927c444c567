import { SeededRandom } from './random.ts';
import { sortedQuantile } from './quantile.ts';

/** Enough for percentiles that gates decide by; sacreBLEU's number too. */
export const defaultResamples = 1000;

/** A number computed from chosen rows (indices, with repetition). NaN where it is not defined for them. */
export type Statistic = (indices: ArrayLike<number>) => number;

/** How rows are drawn: n rows one by one, or whole groups of rows. */
export interface Sampling {
  n: number;
  /** Group of each row; rows of one group (a template, a document) are not independent and are drawn together. null: every row by itself. */
  groups: readonly (string | null)[] | null;
  seed: number;
  resamples: number;
}

/** Index lists of resampled rows. A caller may pass lists of its own, so that other implementations can be compared. */
export function* resampleRows({ n, groups, seed, resamples }: Sampling): Generator<Uint32Array> {
  const random = new SeededRandom(seed);
  const units = groups === null ? null : unitsOf(groups);
  for (let sample = 0; sample < resamples; sample++) yield units === null ? drawRows(n, random) : drawUnits(units, random);
}

function drawRows(n: number, random: SeededRandom): Uint32Array {
  const rows = new Uint32Array(n);
  for (let position = 0; position < n; position++) rows[position] = random.below(n);
  return rows;
}

/** As many units as there are; the number of rows differs from draw to draw where units differ in size. */
function drawUnits(units: readonly number[][], random: SeededRandom): Uint32Array {
  const rows: number[] = [];
  for (let drawn = 0; drawn < units.length; drawn++) {
    const unit = units[random.below(units.length)] ?? [];
    for (const row of unit) rows.push(row);
  }
  return Uint32Array.from(rows);
}

/** Rows by group, in order of first appearance; a row without a group is a group of its own. */
export function unitsOf(groups: readonly (string | null)[]): number[][] {
  const named = new Map<string, number[]>();
  const units: number[][] = [];
  groups.forEach((group, row) => {
    const known = group === null ? undefined : named.get(group);
    if (known) {
      known.push(row);
      return;
    }
    const unit = [row];
    units.push(unit);
    if (group !== null) named.set(group, unit);
  });
  return units;
}

/** The statistic on every resample, ascending; resamples on which it is not defined are left out. */
export function bootstrapDistribution(statistic: Statistic, samples: Iterable<ArrayLike<number>>): Float64Array {
  const values: number[] = [];
  for (const indices of samples) {
    const value = statistic(indices);
    if (!Number.isNaN(value)) values.push(value);
  }
  return Float64Array.from(values).toSorted();
}

/** Percentile interval at 95 %. */
export function percentileInterval(distribution: Float64Array): { low: number; high: number } {
  return { low: sortedQuantile(distribution, 0.025), high: sortedQuantile(distribution, 0.975) };
}

/**
 * Two-sided p of "no difference" from a bootstrap distribution of the difference: how often the difference, centred on
 * nothing, is as far off as the observed one. (c + 1) ÷ (resamples + 1); 1 for identical outputs, unlike tests that
 * centre on the observed difference only.
 */
export function centredPValue(distribution: Float64Array, observed: number): number {
  const tolerance = 1e-12 * Math.max(1, Math.abs(observed));
  const asFar = distribution.filter((value) => Math.abs(value - observed) >= Math.abs(observed) - tolerance).length;
  return (asFar + 1) / (distribution.length + 1);
}
