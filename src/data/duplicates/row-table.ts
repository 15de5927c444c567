/** Rows by key in an open-addressing table: 8 to 16 bytes a row. Keys stay where they are; the table knows rows only. */
export class RowTable {
  readonly #rows: Int32Array;
  readonly #shift: number;
  readonly #wordOf: (row: number) => number;
  readonly #same: (a: number, b: number) => boolean;

  /**
   * @param rows most that will be put in
   * @param wordOf 32 bits of a row's key, evenly spread
   */
  constructor(rows: number, wordOf: (row: number) => number, same: (a: number, b: number) => boolean) {
    const bits = Math.max(4, Math.ceil(Math.log2(Math.max(1, rows) * 2)));
    this.#rows = new Int32Array(2 ** bits);
    this.#shift = 32 - bits;
    this.#wordOf = wordOf;
    this.#same = same;
  }

  /** The row with the same key that was put in first; puts this one in, and returns it, where there is none. */
  findOrAdd(row: number): number {
    const slot = this.#slotOf(row);
    if (this.#rows[slot] === 0) this.#rows[slot] = row + 1;
    return this.#rows[slot]! - 1;
  }

  /** The row with the same key, or −1. */
  find(row: number): number {
    return this.#rows[this.#slotOf(row)]! - 1;
  }

  #slotOf(row: number): number {
    let slot = Math.imul(this.#wordOf(row), 0x9e3779b1) >>> this.#shift;
    while (this.#rows[slot] !== 0 && !this.#same(this.#rows[slot]! - 1, row)) slot = (slot + 1) % this.#rows.length;
    return slot;
  }
}
