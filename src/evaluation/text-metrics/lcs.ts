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
  /** Columns of each token, ascending: `#columns[#starts[token]]` up to `#columns[#starts[token + 1] - 1]`. */
  readonly #starts: Int32Array;
  readonly #columns: Int32Array;

  /** `tokens`: numbers below `vocabulary`. */
  constructor(tokens: Int32Array, vocabulary: number) {
    this.length = tokens.length;
    this.words = Math.ceil(tokens.length / 32);
    this.#starts = new Int32Array(vocabulary + 1);
    for (const token of tokens) this.#starts[token + 1]! += 1;
    for (let token = 0; token < vocabulary; token++) this.#starts[token + 1]! += this.#starts[token]!;
    const next = this.#starts.slice();
    this.#columns = new Int32Array(tokens.length);
    tokens.forEach((token, column) => {
      this.#columns[next[token]!] = column;
      next[token]! += 1;
    });
  }

  has(token: number): boolean {
    return this.#starts[token + 1]! > this.#starts[token]!;
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
    for (let index = this.#starts[token]!; index < end; ) {
      const here = this.#columns[index]! >>> 5;
      if (carry === 1) carry = passCarry(row, word, here);
      word = here;
      let mask = 0;
      for (; index < end && this.#columns[index]! >>> 5 === word; index++) mask |= 1 << (this.#columns[index]! & 31);
      const before = row[word]!;
      const sum = before + ((before & mask) >>> 0) + carry;
      row[word] = sum | (before & ~mask);
      carry = sum > untouched ? 1 : 0;
      word++;
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

/** Length of the longest common subsequence. `tokens`: numbers below `vocabulary`. */
export function lcsLength(one: Int32Array, other: Int32Array, vocabulary: number): number {
  const [rows, bits] = one.length < other.length ? [one, other] : [other, one];
  const columns = new LcsColumns(bits, vocabulary);
  const row = columns.firstRow();
  for (const token of rows) columns.advance(row, token);
  return lengthIn(row, 0, columns.length);
}
