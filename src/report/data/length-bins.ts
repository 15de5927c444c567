import type { LengthHistogramData, LengthMeasure } from '../../contracts/data-report.ts';
import type { SplitName } from '../../contracts/dataset.ts';

/** Bins of every histogram: 0, 1, 2, 3, then four to each doubling (4, 5, 6, 7, 8, 10, 12, 14, 16, 20 …). */
const firstBins = 4;
const longest = 2 ** 31 - 1;

/** Number of the bin that a length falls into. */
export function binOf(length: number): number {
  const whole = Math.min(longest, Math.max(0, Math.floor(length)));
  if (whole < firstBins) return whole;
  const doublings = 29 - Math.clz32(whole);
  return firstBins * doublings + (whole >>> doublings);
}

/** Least length of a bin; the bin goes up to, not including, that of the next. */
export function lowerEdge(bin: number): number {
  if (bin < firstBins) return bin;
  return (firstBins + (bin % firstBins)) * 2 ** (Math.floor(bin / firstBins) - 1);
}

/** Counts lengths by measure and split while rows stream by: the same bins for all, so that they can be drawn together. */
export class LengthBins {
  readonly #counts = new Map<string, { measure: LengthMeasure; split: SplitName | null; counts: number[] }>();

  /** @param length in words or tokens */
  add(measure: LengthMeasure, split: SplitName | null, length: number): void {
    const key = `${measure} ${split}`;
    let found = this.#counts.get(key);
    if (found === undefined) {
      found = { measure, split, counts: [] };
      this.#counts.set(key, found);
    }
    const bin = binOf(length);
    while (found.counts.length <= bin) found.counts.push(0);
    found.counts[bin]! += 1;
  }

  /** Without the empty bins below the shortest length. */
  histograms(): LengthHistogramData[] {
    return [...this.#counts.values()].map(({ measure, split, counts }) => {
      const first = counts.findIndex((count) => count > 0);
      const shown = counts.slice(first);
      return { measure, split, edges: [...shown, 0].map((_, index) => lowerEdge(first + index)), counts: shown };
    });
  }
}
