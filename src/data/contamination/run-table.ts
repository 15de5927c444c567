import { integers } from '../splitting/growing-list.ts';

/** More runs than these are not kept: overlaps are then at least those that are told. */
const mostRuns = 2 ** 21;
/** Rows of one run that are kept: what all measured rows share is found once. */
const mostHolders = 16;

/** Runs of words that stand on two sides, in typed arrays: about 40 bytes a run, and eight for each row that holds it. */
export class RunTable {
  /** 0 = free. At most half are taken. */
  #keys = new Float64Array(1024);
  #ids = new Int32Array(1024);
  readonly #trainRows = integers();
  readonly #lastRow = integers();
  readonly #heads = integers();
  readonly #holders = integers();
  readonly #rows = integers();
  readonly #next = integers();

  get size(): number {
    return this.#trainRows.length;
  }

  /** Number of a run, or −1. */
  find(run: number): number {
    const slot = this.#slotOf(run);
    return this.#keys[slot] === 0 ? -1 : this.#ids[slot]!;
  }

  /** Number of a run, a new one where it is not known; −1 when there are too many. */
  intern(run: number): number {
    const slot = this.#slotOf(run);
    if (this.#keys[slot] !== 0) return this.#ids[slot]!;
    if (this.size >= mostRuns) return -1;
    this.#keys[slot] = run;
    this.#ids[slot] = this.size;
    this.#trainRows.push(0);
    this.#holders.push(0);
    for (const list of [this.#lastRow, this.#heads]) list.push(-1);
    if (this.size * 2 > this.#keys.length) this.#widen();
    return this.size - 1;
  }

  /** A train row holds the run; to be called row by row. */
  countTrainRow(id: number, row: number): void {
    if (this.#lastRow.at(id) === row) return;
    this.#lastRow.set(id, row);
    this.#trainRows.set(id, this.#trainRows.at(id) + 1);
  }

  trainRows(id: number): number {
    return this.#trainRows.at(id);
  }

  /** A measured row holds the run; to be called row by row, after all train rows. */
  addHolder(id: number, row: number): void {
    const head = this.#heads.at(id);
    if (this.#holders.at(id) >= mostHolders || (head !== -1 && this.#rows.at(head) === row)) return;
    this.#heads.set(id, this.#rows.length);
    this.#holders.set(id, this.#holders.at(id) + 1);
    this.#rows.push(row);
    this.#next.push(head);
  }

  *holders(id: number): Generator<number> {
    for (let at = this.#heads.at(id); at !== -1; at = this.#next.at(at)) yield this.#rows.at(at);
  }

  #slotOf(run: number): number {
    const keys = this.#keys;
    const mask = keys.length - 1;
    let slot = run & mask;
    while (keys[slot] !== 0 && keys[slot] !== run) slot = (slot + 1) & mask;
    return slot;
  }

  #widen(): void {
    const [keys, ids] = [this.#keys, this.#ids];
    this.#keys = new Float64Array(keys.length * 2);
    this.#ids = new Int32Array(ids.length * 2);
    for (const [at, key] of keys.entries()) {
      if (key === 0) continue;
      const slot = this.#slotOf(key);
      this.#keys[slot] = key;
      this.#ids[slot] = ids[at]!;
    }
  }
}
