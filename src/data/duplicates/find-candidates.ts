import { bandsPerRow } from './band-keys.ts';

/**
 * Earlier rows of a bucket that a row is put beside, the newest first. Buckets are longer only where a phrase of many
 * copies fills them, and copies of copies are joined through their neighbours.
 */
const longestWalk = 24;

/**
 * Calls `visit(later, earlier, shared)` once for every pair of rows that share the key of a band. One table serves all
 * bands: 12 bytes a row beside the keys.
 * @param keys as bandKeys gives them
 */
export function findCandidates(keys: Uint32Array, rows: number, visit: (later: number, earlier: number, sharedBands: number) => void): void {
  const size = 2 ** Math.max(4, Math.ceil(Math.log2(Math.max(1, rows) * 2)));
  const shift = 32 - Math.log2(size);
  const heads = new Int32Array(size);
  const previous = new Int32Array(rows);
  for (let band = 0; band < bandsPerRow; band += 1) {
    heads.fill(0);
    for (let row = 0; row < rows; row += 1) {
      const key = keys[row * bandsPerRow + band]!;
      if (key === 0) continue;
      let slot = Math.imul(key, 0x9e3779b1) >>> shift;
      while (heads[slot] !== 0 && keys[(heads[slot]! - 1) * bandsPerRow + band] !== key) slot = (slot + 1) % size;
      let earlier = heads[slot]! - 1;
      previous[row] = earlier;
      heads[slot] = row + 1;
      for (let steps = 0; earlier >= 0 && steps < longestWalk; steps += 1) {
        const shared = sharedFrom(keys, row, earlier, band);
        if (shared > 0) visit(row, earlier, shared);
        earlier = previous[earlier]!;
      }
    }
  }
}

/** Bands that two rows share, when `first` is the first of them; else 0: the pair came with an earlier band. */
function sharedFrom(keys: Uint32Array, a: number, b: number, first: number): number {
  const [atA, atB] = [a * bandsPerRow, b * bandsPerRow];
  let shared = 0;
  for (let band = 0; band < bandsPerRow; band += 1) {
    const key = keys[atA + band]!;
    if (key === 0 || key !== keys[atB + band]) continue;
    if (band < first) return 0;
    shared += 1;
  }
  return shared;
}

/**
 * Holds back candidates of rows that met many others in vain: such rows are made of phrases that everybody uses, and a
 * true copy shares more bands. Rows of 100 words with every tenth edited share five on average.
 */
export class Patience {
  readonly #vain: Uint16Array;

  constructor(rows: number) {
    this.#vain = new Uint16Array(rows);
  }

  isWorth(row: number, sharedBands: number): boolean {
    const vain = this.#vain[row]!;
    return sharedBands >= (vain < 64 ? 1 : vain < 128 ? 2 : vain < 256 ? 4 : 8);
  }

  wasInVain(row: number): void {
    this.#vain[row] = Math.min(65_535, this.#vain[row]! + 1);
  }
}
