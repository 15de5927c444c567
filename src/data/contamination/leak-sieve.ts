import type { DuplicatesSpec } from '../../contracts/duplicates-spec.ts';
import { findContamination, type Leak, type PromptSearch } from './find-contamination.ts';
import { findOverlaps } from './ngram-overlap.ts';
import { partOf, placedView, type PlacedSketches } from './placed-rows.ts';
import { settleLeaks, type SettledLeak } from './settle-leaks.ts';
import { agreedSides } from './stage-parts.ts';

/** How prompts on two sides are looked for, and among which rows: by the splitter and by its proof alike. */
export function promptSearch(placed: PlacedSketches, spec: DuplicatesSpec): { among: PlacedSketches; search: PromptSearch } {
  const { gives, near } = spec.contamination;
  return { among: looksAtAllSides(spec) ? placed : agreedSides(placed), search: { gives, near, similarity: spec.near.similarity } };
}

/** Whether near-duplicates are looked for also among rows whose sides Anneal chose. */
export function looksAtAllSides({ contamination, near }: DuplicatesSpec): boolean {
  return contamination.near && near.action !== 'off';
}

/** Takes rows out that stand on two sides, and remembers why: of each row one reason. */
export class LeakSieve {
  readonly #placed: PlacedSketches;
  readonly #spec: DuplicatesSpec;
  readonly #gone: Uint8Array;
  readonly #settled = new Map<number, SettledLeak>();

  /** @param placed rows whose parts may change between two searches */
  constructor(placed: PlacedSketches, spec: DuplicatesSpec) {
    this.#placed = placed;
    this.#spec = spec;
    this.#gone = new Uint8Array(placed.sketches.rows);
  }

  /** By row: why it went, or what is told of it. */
  get settled(): ReadonlyMap<number, SettledLeak> {
    return this.#settled;
  }

  isGone(row: number): boolean {
    return this.#gone[row] === 1;
  }

  /** A row that went for a reason of another's. */
  leaveOut(row: number): void {
    this.#gone[row] = 1;
  }

  /** Rows that are still there. @param end the row after the last that is wanted */
  rowsLeft(end = this.#gone.length): Int32Array {
    const rows = new Int32Array(end);
    let count = 0;
    for (let row = 0; row < end; row += 1) if (this.#gone[row] === 0) rows[count++] = row;
    return rows.subarray(0, count);
  }

  /**
   * Prompts on two sides that were given, before Anneal chooses any.
   * @throws LeakDetected when nobody may give
   */
  compareGiven(): void {
    const { parts } = this.#placed;
    const hasFrozen = parts.some(({ frozen }) => frozen);
    const rows = this.rowsLeft().filter((row) => hasFrozen || partOf(this.#placed, row).side !== null);
    const { search } = promptSearch(this.#placed, this.#spec);
    this.#settle(this.#placed, rows, (view) => findContamination(view, search).leaks);
  }

  /**
   * Prompts and runs of words on two sides, once all rows have theirs. Looks until nothing is found among the very rows that
   * stay, in the order in which the proof will look: so the proof finds nothing.
   * @throws LeakDetected when nobody may give
   */
  compareSides(): void {
    this.#takeOutPrompts();
    const policy = this.#spec.contamination;
    if (policy.overlap === 'off') return;
    if (this.#settle(this.#placed, this.rowsLeft(), (view) => findOverlaps(view, policy)) > 0) this.#takeOutPrompts();
  }

  #takeOutPrompts(): void {
    const { among, search } = promptSearch(this.#placed, this.#spec);
    const look = (view: PlacedSketches) => findContamination(view, search).leaks;
    while (this.#settle(among, this.rowsLeft(), look) > 0);
  }

  /** @returns how many rows went */
  #settle(among: PlacedSketches, wanted: Int32Array, look: (view: PlacedSketches) => Leak[]): number {
    const { view, rows } = placedView(among, wanted);
    const settled = settleLeaks(view, look(view), this.#spec.contamination);
    let count = 0;
    for (const { leak, gives } of settled) {
      const own = { ...leak, learned: rows[leak.learned]!, measured: rows[leak.measured]! };
      const row = gives === null ? own.learned : rows[gives]!;
      this.#settled.set(row, { leak: own, gives: gives === null ? null : row });
      if (gives === null) continue;
      this.#gone[row] = 1;
      count += 1;
    }
    return count;
  }
}
