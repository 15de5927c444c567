import { bandsPerRow } from './band-keys.ts';

/**
 * Rows of a bucket that a row is put beside, the newest first. Buckets are longer only where a phrase of many
 * copies fills them, and copies of copies are joined through their neighbours.
 */
const longestWalk = 24;

/**
 * Calls `visit(row, other, shared)` once for every pair of rows that share the key of a band. One table serves all bands:
 * 12 bytes a row beside the keys.
 * @param keys as bandKeys gives them
 * @param looked marks rows that the others are looked for in; of pairs without such a row nothing is told. Default: all rows
 */
export function findCandidates(
  keys: Uint32Array,
  rows: number,
  visit: (row: number, other: number, sharedBands: number) => void,
  looked?: Uint8Array,
): void {
  const buckets = new Buckets(keys, rows);
  for (let band = 0; band < bandsPerRow; band += 1) {
    buckets.clear();
    for (let row = 0; row < rows; row += 1) {
      if (looked?.[row] === 0) continue;
      buckets.walk(row, band, visit);
      buckets.add(row, band);
    }
    if (looked === undefined) continue;
    for (let row = 0; row < rows; row += 1) if (looked[row] === 0) buckets.walk(row, band, visit);
  }
}

/** Rows by their key of one band: an open-addressing table of the newest, each with the one before it. */
class Buckets {
  readonly #keys: Uint32Array;
  readonly #shift: number;
  readonly #heads: Int32Array;
  readonly #previous: Int32Array;

  constructor(keys: Uint32Array, rows: number) {
    const bits = Math.max(4, Math.ceil(Math.log2(Math.max(1, rows) * 2)));
    this.#keys = keys;
    this.#shift = 32 - bits;
    this.#heads = new Int32Array(2 ** bits);
    this.#previous = new Int32Array(rows);
  }

  clear(): void {
    this.#heads.fill(0);
  }

  add(row: number, band: number): void {
    const slot = this.#slotOf(row, band);
    if (slot === -1) return;
    this.#previous[row] = this.#heads[slot]! - 1;
    this.#heads[slot] = row + 1;
  }

  walk(row: number, band: number, visit: (row: number, other: number, sharedBands: number) => void): void {
    const slot = this.#slotOf(row, band);
    if (slot === -1) return;
    let other = this.#heads[slot]! - 1;
    for (let steps = 0; other >= 0 && steps < longestWalk; steps += 1) {
      const shared = sharedFrom(this.#keys, row, other, band);
      if (shared > 0) visit(row, other, shared);
      other = this.#previous[other]!;
    }
  }

  /** −1 for a row without a key. */
  #slotOf(row: number, band: number): number {
    const key = this.#keys[row * bandsPerRow + band]!;
    if (key === 0) return -1;
    let slot = Math.imul(key, 0x9e3779b1) >>> this.#shift;
    while (this.#heads[slot] !== 0 && this.#keys[(this.#heads[slot]! - 1) * bandsPerRow + band] !== key)
      slot = (slot + 1) % this.#heads.length;
    return slot;
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
