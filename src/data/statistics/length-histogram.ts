import type { LengthStatistics } from '../../contracts/dataset.ts';

/** Lengths as counts by value: exact quantiles in memory that grows with distinct lengths, not with rows. */
export class LengthHistogram {
  readonly #counts = new Map<number, number>();
  #rows = 0;
  #sum = 0;

  add(length: number): void {
    this.#counts.set(length, (this.#counts.get(length) ?? 0) + 1);
    this.#rows += 1;
    this.#sum += length;
  }

  get rows(): number {
    return this.#rows;
  }

  get sum(): number {
    return this.#sum;
  }

  /** Mean, quantiles (linear interpolation between order statistics, numpy's default) and maximum; all 0 without rows. */
  statistics(): LengthStatistics {
    const sorted = [...this.#counts].toSorted(([a], [b]) => a - b);
    const quantile = (share: number) => this.#quantile(sorted, share);
    return {
      mean: this.#rows === 0 ? 0 : this.#sum / this.#rows,
      p5: quantile(0.05),
      p50: quantile(0.5),
      p95: quantile(0.95),
      max: quantile(1),
    };
  }

  #quantile(sorted: [number, number][], share: number): number {
    if (this.#rows === 0) return 0;
    const position = share * (this.#rows - 1);
    const below = valueAt(sorted, Math.floor(position));
    const above = valueAt(sorted, Math.ceil(position));
    return below + (above - below) * (position - Math.floor(position));
  }
}

/** The value at a rank (from 0) of the sorted lengths. */
function valueAt(sorted: [number, number][], rank: number): number {
  let before = 0;
  for (const [length, count] of sorted) {
    before += count;
    if (rank < before) return length;
  }
  return sorted.at(-1)?.[0] ?? 0;
}
