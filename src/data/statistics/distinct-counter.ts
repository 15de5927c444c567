import type { DistinctCount } from '../../contracts/dataset-statistics.ts';

const smallest = 1024;

/**
 * Counts distinct 64-bit hashes: exactly up to `cap`, then by adaptive sampling (Flajolet 1990): only hashes below a
 * threshold are kept, which halves whenever the table is full, and the count is what is kept × 2^halvings. Standard
 * error 1.2 ÷ √cap: 0.4 % for 100,000. The order of the hashes does not matter. 16 bytes an entry of the cap at most.
 */
export class DistinctCounter {
  readonly #cap: number;
  #highs = new Uint32Array(smallest);
  #lows = new Uint32Array(smallest);
  #kept = 0;
  #halvings = 0;

  constructor(cap = 100_000) {
    this.#cap = cap;
  }

  /** Whether the hash is new among those that are kept. */
  add(high: number, low: number): boolean {
    if (this.#halvings > 0 && high >>> 0 >= 2 ** (32 - this.#halvings)) return false;
    if (!this.#insert(high >>> 0, low >>> 0)) return false;
    this.#kept += 1;
    if (this.#kept * 4 > this.#highs.length * 3) this.#rebuild(this.#highs.length * 2);
    while (this.#kept > this.#cap) {
      this.#halvings += 1;
      this.#rebuild(this.#highs.length);
    }
    return true;
  }

  result(): DistinctCount {
    return { count: Math.round(this.#kept * 2 ** this.#halvings), estimated: this.#halvings > 0 };
  }

  #insert(high: number, low: number): boolean {
    const used = low === 0 ? 1 : low; // 0 marks an empty entry
    const mask = this.#highs.length - 1;
    let slot = (used ^ (high >>> 7)) & mask;
    while (this.#lows[slot] !== 0) {
      if (this.#lows[slot] === used && this.#highs[slot] === high) return false;
      slot = (slot + 1) & mask;
    }
    this.#highs[slot] = high;
    this.#lows[slot] = used;
    return true;
  }

  #rebuild(size: number): void {
    const [highs, lows] = [this.#highs, this.#lows];
    [this.#highs, this.#lows, this.#kept] = [new Uint32Array(size), new Uint32Array(size), 0];
    const limit = 2 ** (32 - this.#halvings);
    for (let slot = 0; slot < lows.length; slot += 1)
      if (lows[slot] !== 0 && highs[slot]! < limit && this.#insert(highs[slot]!, lows[slot]!)) this.#kept += 1;
  }
}
