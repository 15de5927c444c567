import type { LengthHistogramData, LengthMeasure } from '../../contracts/data-report.ts';
import type { SplitName } from '../../contracts/dataset.ts';

const longest = 2 ** 31;
const toDoubling = 3;
/** Where bins begin: 0, 1, 2, 3, then three to each doubling (4, 5, 6, 8, 10, 13, 16, 20, 25, 32 …), so that none is much wider than its neighbour. */
const edges = [0, 1, 2, 3, ...Array.from({ length: 29 * toDoubling + 1 }, (_, step) => Math.round(2 ** (2 + step / toDoubling)))];

/** Number of the bin that a length falls into. */
function binOf(length: number): number {
  const whole = Math.min(longest - 1, Math.max(0, Math.floor(length)));
  let bin = whole < 4 ? whole : 4 + Math.floor((Math.log2(whole) - 2) * toDoubling);
  while (edges[bin]! > whole) bin -= 1;
  while (edges[bin + 1]! <= whole) bin += 1;
  return bin;
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
      return { measure, split, edges: edges.slice(first, counts.length + 1), counts: shown };
    });
  }
}
