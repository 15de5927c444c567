/** Sets of things that belong together, named by numbers from 0; `join` merges two sets. Near-constant time a call. */
export class UnionFind {
  readonly #parents: number[] = [];

  /** The number of a new set of its own. */
  add(): number {
    return this.#parents.push(this.#parents.length) - 1;
  }

  join(a: number, b: number): void {
    const [x, y] = [this.find(a), this.find(b)];
    if (x < y) this.#parents[y] = x;
    else this.#parents[x] = y;
  }

  /** The lowest number of the set that holds this one. Halves the path on the way, so that later calls are short. */
  find(member: number): number {
    let at = member;
    for (let parent = this.#parents[at]!; parent !== at; parent = this.#parents[at]!) {
      this.#parents[at] = this.#parents[parent]!;
      at = this.#parents[at]!;
    }
    return at;
  }
}
