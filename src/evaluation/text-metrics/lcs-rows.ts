import type { LcsColumns } from './lcs.ts';

/** Rows that are held at once, or √rows where that is more. */
const leastBlock = 256;

/**
 * The rows of a common-subsequence table, to be read from the last to the first: one block of them is held, and the row
 * before each block, from which it is computed again. Memory: columns × √rows bits instead of columns × rows. Made once
 * for the columns, filled for one text after the other.
 */
export class LcsRows {
  readonly #columns: LcsColumns;
  readonly #block: number;
  readonly #beforeBlocks: Uint32Array;
  readonly #rows: Uint32Array;
  readonly #row: Uint32Array;
  #tokens: Int32Array = new Int32Array(0);
  #count = 0;
  #held = -1;

  /** `most`: tokens of the longest text. */
  constructor(columns: LcsColumns, most: number) {
    this.#columns = columns;
    this.#block = Math.max(1, Math.min(most, Math.max(leastBlock, Math.ceil(Math.sqrt(most)))));
    this.#beforeBlocks = new Uint32Array(Math.ceil(most / this.#block) * columns.words);
    this.#rows = new Uint32Array((this.#block + 1) * columns.words);
    this.#row = columns.firstRow();
  }

  /** Starts with the first `count` (at least one) of the tokens, which must not change until the next text. */
  fill(tokens: Int32Array, count: number): void {
    this.#tokens = tokens;
    this.#count = count;
    this.#held = -1;
    this.#row.fill(0xffff_ffff);
    const last = Math.floor((count - 1) / this.#block);
    for (let block = 0; block <= last; block++) {
      this.#beforeBlocks.set(this.#row, block * this.#columns.words);
      if (block === last) return;
      const end = (block + 1) * this.#block;
      for (let index = block * this.#block; index < end; index++) this.#columns.advance(this.#row, tokens[index]!);
    }
  }

  /** Where the row after `row` tokens (from 1) begins in `rows`, and the one above it. */
  at(row: number): { rows: Uint32Array; at: number; above: number } {
    const block = Math.floor((row - 1) / this.#block);
    if (block !== this.#held) this.#compute(block);
    const at = (row - block * this.#block) * this.#columns.words;
    return { rows: this.#rows, at, above: at - this.#columns.words };
  }

  #compute(block: number): void {
    const { words } = this.#columns;
    const start = block * this.#block;
    const end = Math.min(this.#count, start + this.#block);
    this.#row.set(this.#beforeBlocks.subarray(block * words, (block + 1) * words));
    this.#rows.set(this.#row);
    for (let index = start; index < end; index++) {
      this.#columns.advance(this.#row, this.#tokens[index]!);
      this.#rows.set(this.#row, (index + 1 - start) * words);
    }
    this.#held = block;
  }
}
