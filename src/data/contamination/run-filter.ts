const hashes = 4;
/** Bits for each run: with four hashes, two in a thousand of other runs pass. */
const bitsPerRun = 16;
const mostBits = 2 ** 28;

/** Tells of most runs of words that they were never added (a Bloom filter): two bytes a run, 32 MiB at most. */
export class RunFilter {
  readonly #bits: Uint32Array;
  readonly #mask: number;

  /** @param runs about how many will be added */
  constructor(runs: number) {
    const bits = Math.min(mostBits, 2 ** Math.ceil(Math.log2(Math.max(64, runs * bitsPerRun))));
    this.#bits = new Uint32Array(bits / 32);
    this.#mask = bits - 1;
  }

  add(run: number): void {
    const step = stepOf(run);
    let at = run | 0;
    for (let index = 0; index < hashes; index += 1, at = (at + step) | 0) {
      const bit = at & this.#mask;
      this.#bits[bit >>> 5]! |= 1 << (bit & 31);
    }
  }

  /** Whether a run may have been added. */
  may(run: number): boolean {
    const step = stepOf(run);
    let at = run | 0;
    for (let index = 0; index < hashes; index += 1, at = (at + step) | 0) {
      const bit = at & this.#mask;
      if ((this.#bits[bit >>> 5]! & (1 << (bit & 31))) === 0) return false;
    }
    return true;
  }
}

function stepOf(run: number): number {
  return (run / 2 ** 21) | 1;
}
