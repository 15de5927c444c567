/** All bits of a word of columns: no common subsequence ends anywhere yet. */
const untouched = 0xffff_ffff;

/**
 * One side of a longest common subsequence as columns of bits, 32 to a word (Crochemore et al. 2001): after each token of
 * the other side, the row's bit at column j is 0 exactly where the length grows from column j to j + 1. Only words in
 * which the token occurs are touched, and those that a carry reaches. Memory: the tokens, not tokens × vocabulary.
 */
export class LcsColumns {
  readonly length: number;
  /** 32-bit words to a row. */
  readonly words: number;
  /** Where each token occurs: the words `#places[#starts[token]]` … `#places[#starts[token + 1] - 1]`, ascending, and its bits in them. */
  readonly #starts: Int32Array;
  readonly #places: Int32Array;
  readonly #bits: Int32Array;

  /** `tokens`: numbers below `vocabulary`. */
  constructor(tokens: Int32Array, vocabulary: number) {
    this.length = tokens.length;
    this.words = Math.ceil(tokens.length / 32);
    this.#starts = new Int32Array(vocabulary + 1);
    const lastWord = new Int32Array(vocabulary).fill(-1);
    tokens.forEach((token, column) => {
      if (lastWord[token] === column >>> 5) return;
      lastWord[token] = column >>> 5;
      this.#starts[token + 1]! += 1;
    });
    for (let token = 0; token < vocabulary; token++) this.#starts[token + 1]! += this.#starts[token]!;
    this.#places = new Int32Array(this.#starts[vocabulary]!);
    this.#bits = new Int32Array(this.#places.length);
    const ends = this.#starts.slice(0, vocabulary);
    tokens.forEach((token, column) => {
      let at = ends[token]! - 1;
      if (at < this.#starts[token]! || this.#places[at] !== column >>> 5) {
        at = ends[token]!;
        this.#places[at] = column >>> 5;
        ends[token]! += 1;
      }
      this.#bits[at]! |= 1 << (column & 31);
    });
  }

  /** The row before the first token. */
  firstRow(): Uint32Array {
    return new Uint32Array(this.words).fill(untouched);
  }

  /** Turns a row into the next one: V' = (V + (V & M)) | (V & ~M), where M has the columns of the token. */
  advance(row: Uint32Array, token: number): void {
    const end = this.#starts[token + 1]!;
    let carry = 0;
    let word = 0;
    for (let index = this.#starts[token]!; index < end; index++) {
      const here = this.#places[index]!;
      if (carry === 1) carry = passCarry(row, word, here);
      const mask = this.#bits[index]!;
      const before = row[here]!;
      const sum = before + ((before & mask) >>> 0) + carry;
      row[here] = sum | (before & ~mask);
      carry = sum > untouched ? 1 : 0;
      word = here + 1;
    }
    if (carry === 1) passCarry(row, word, row.length);
  }
}

/** Adds a carry to words without columns of the token, until one takes it up. What is left of it at `end`. */
function passCarry(row: Uint32Array, start: number, end: number): number {
  for (let word = start; word < end; word++) {
    const before = row[word]!;
    if (before === untouched) continue;
    row[word] = (before + 1) | before;
    return 0;
  }
  return 1;
}

/** Length of the common subsequence of all tokens so far and the first `columns` columns. */
export function lengthIn(row: Uint32Array, at: number, columns: number): number {
  let length = 0;
  const whole = columns >>> 5;
  for (let word = 0; word < whole; word++) length += bitCount(~row[at + word]!);
  const rest = columns & 31;
  return rest === 0 ? length : length + bitCount(~row[at + whole]! & ((1 << rest) - 1));
}

function bitCount(bits: number): number {
  let count = bits - ((bits >>> 1) & 0x55555555);
  count = (count & 0x33333333) + ((count >>> 2) & 0x33333333);
  return Math.imul((count + (count >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Length of the longest common subsequence. `tokens`: numbers below `vocabulary`. What both begin and end with is in it. */
export function lcsLength(one: Int32Array, other: Int32Array, vocabulary: number): number {
  const shorter = Math.min(one.length, other.length);
  let start = 0;
  while (start < shorter && one[start] === other[start]) start++;
  let end = 0;
  while (end < shorter - start && one[one.length - 1 - end] === other[other.length - 1 - end]) end++;
  const [rows, bits] = [one.subarray(start, one.length - end), other.subarray(start, other.length - end)];
  const columns = new LcsColumns(bits, vocabulary);
  const row = columns.firstRow();
  for (const token of rows) columns.advance(row, token);
  return start + end + lengthIn(row, 0, columns.length);
}
