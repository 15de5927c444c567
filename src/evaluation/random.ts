/**
 * A stream of 32-bit random numbers that is the same for the same seed on every machine: xoshiro128** (Blackman and
 * Vigna, 2018), its state filled from the seed by splitmix32. Good for resampling; not for secrets.
 */
export class SeededRandom {
  readonly #state: Uint32Array;

  /** `seed`: any safe integer; both halves of it count. */
  constructor(seed: number) {
    this.#state = stateOf(seed);
  }

  /** Starts from a given state of four words instead, as published test vectors do. */
  static fromState(state: readonly [number, number, number, number]): SeededRandom {
    const random = new SeededRandom(0);
    random.#state.set(state);
    return random;
  }

  /** The next number in [0, 2³²). */
  next(): number {
    const s = this.#state as unknown as [number, number, number, number];
    const result = Math.imul(rotateLeft(Math.imul(s[1], 5), 7), 9) >>> 0;
    const shifted = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotateLeft(s[3], 11);
    return result;
  }

  /** An integer in [0, bound). The bias is below bound ÷ 2³². */
  below(bound: number): number {
    return Math.floor((this.next() / 2 ** 32) * bound);
  }
}

function stateOf(seed: number): Uint32Array {
  let counter = (seed ^ Math.imul(Math.floor(seed / 2 ** 32), 0x85ebca6b)) >>> 0;
  return Uint32Array.from({ length: 4 }, () => {
    counter = (counter + 0x9e3779b9) >>> 0;
    let word = counter;
    word = Math.imul(word ^ (word >>> 16), 0x21f0aaad);
    word = Math.imul(word ^ (word >>> 15), 0x735a2d97);
    return word ^ (word >>> 15);
  });
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
