const rowsOfPage = 4096;
const bits = 32;

/**
 * A set of rows as bits by file and line, in pages that are made when a row of theirs comes: 512 bytes for 4,096 lines at
 * most, so that counting distinct rows of any number of rules stays far below the size of the rows themselves.
 */
export class RowSet {
  readonly #pages = new Map<number, Uint32Array>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** @param file number of the file, from 0 to 1 million; @param line from 1 */
  add(file: number, line: number): void {
    const page = this.#page(file * 2 ** 32 + Math.floor(line / rowsOfPage));
    const place = line % rowsOfPage;
    const word = Math.floor(place / bits);
    const before = page[word]!;
    page[word] = before | (1 << (place % bits));
    if (page[word] !== before) this.#size += 1;
  }

  addAll(other: RowSet): void {
    for (const [key, added] of other.#pages) {
      const page = this.#page(key);
      for (const [word, value] of added.entries()) {
        this.#size += ones(value & ~page[word]!);
        page[word] = page[word]! | value;
      }
    }
  }

  /** How many of these rows the other set does not have. */
  countWithout(other: RowSet): number {
    let count = 0;
    for (const [key, page] of this.#pages) {
      const without = other.#pages.get(key);
      for (const [word, value] of page.entries()) count += ones(value & ~(without?.[word] ?? 0));
    }
    return count;
  }

  #page(key: number): Uint32Array {
    const known = this.#pages.get(key);
    if (known !== undefined) return known;
    const page = new Uint32Array(rowsOfPage / bits);
    this.#pages.set(key, page);
    return page;
  }
}

/** Bits that are set in 32 (Hamming weight by adding in parallel). */
function ones(word: number): number {
  let value = word - ((word >>> 1) & 0x55555555);
  value = (value & 0x33333333) + ((value >>> 2) & 0x33333333);
  return Math.imul((value + (value >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
