/** Sets of rows that belong together, five bytes a row. */
export class RowSets {
  readonly #parents: Int32Array;
  readonly #joined: Uint8Array;

  constructor(rows: number) {
    this.#parents = new Int32Array(rows);
    for (let row = 0; row < rows; row += 1) this.#parents[row] = row;
    this.#joined = new Uint8Array(rows);
  }

  /** Whether a row was never joined with another. */
  isAlone(row: number): boolean {
    return this.#joined[row] === 0;
  }

  /** The lowest row of the set. Halves the path on the way, so that later calls are short. */
  find(row: number): number {
    const parents = this.#parents;
    let at = row;
    while (parents[at] !== at) {
      parents[at] = parents[parents[at]!]!;
      at = parents[at]!;
    }
    return at;
  }

  join(a: number, b: number): void {
    this.#joined[a] = 1;
    this.#joined[b] = 1;
    const [x, y] = [this.find(a), this.find(b)];
    if (x < y) this.#parents[y] = x;
    else this.#parents[x] = y;
  }
}
