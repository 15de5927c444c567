/** Sets of things that belong together, named by text keys; `join` merges two sets. Near-constant time a call. */
export class UnionFind {
  readonly #ids = new Map<string, number>();
  readonly #parents: number[] = [];

  /** Number of the key; a new key is a set of its own. */
  add(key: string): number {
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = this.#parents.push(this.#parents.length) - 1;
    this.#ids.set(key, id);
    return id;
  }

  join(a: string, b: string): void {
    const [x, y] = [this.#root(this.add(a)), this.#root(this.add(b))];
    this.#parents[Math.max(x, y)] = Math.min(x, y);
  }

  /** The number of the set that holds the key. */
  find(key: string): number {
    return this.#root(this.add(key));
  }

  keys(): Iterable<string> {
    return this.#ids.keys();
  }

  /** Halves the path on the way, so that later calls are short. */
  #root(id: number): number {
    let at = id;
    for (let parent = this.#parents[at]!; parent !== at; parent = this.#parents[at]!) {
      this.#parents[at] = this.#parents[parent]!;
      at = this.#parents[at]!;
    }
    return at;
  }
}
