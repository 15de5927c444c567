import type { Row } from '../../contracts/row.ts';
import { integers } from './growing-list.ts';

/** The row most like a given one: its number in the order of `add`, from 0. */
export interface Nearest {
  row: number;
  /** In [0, 1]; 1 = the same. */
  similarity: number;
}

/** Finds near-duplicates of rows among others: an index, however it works. Calls come one at a time, rows in batches. */
export interface SimilaritySearch {
  /** From this similarity on, two rows are near-duplicates. */
  readonly threshold: number;
  add(rows: readonly Pick<Row, 'messages'>[]): void | Promise<void>;
  /** For each row the most similar of those that were added; `null` where none comes near enough to be seen. */
  nearest(rows: readonly Pick<Row, 'messages'>[]): readonly (Nearest | null)[] | Promise<readonly (Nearest | null)[]>;
}

/** Makes an empty index; asked for one for each held-out side. */
export type OpenSearch = () => SimilaritySearch;

/** Two rows on two sides, by their numbers. */
interface Pair {
  row: number;
  heldOut: number;
  similarity: number;
}

export interface CrossFindings {
  threshold: number;
  /** Rows that are near-duplicates of one on a higher side. */
  nearDuplicates: number;
  example: Pair | null;
  /** A train and a test row; `null` = no two that the index could see. */
  mostSimilar: Pair | null;
}

const batch = 256;
const [validation, test] = [1, 2];

/** Looks for near-duplicates between sides: validation rows among test rows, train rows among both. Test rows come first, then validation. */
export class CrossSearch {
  readonly #indexes: Record<1 | 2, { search: SimilaritySearch; numbers: ReturnType<typeof integers> }>;
  readonly #rows: Pick<Row, 'messages'>[] = [];
  readonly #numbers: number[] = [];
  #side = test;
  #nearDuplicates = 0;
  #example: Pair | null = null;
  #mostSimilar: Pair | null = null;

  constructor(open: OpenSearch) {
    this.#indexes = { 1: { search: open(), numbers: integers() }, 2: { search: open(), numbers: integers() } };
  }

  /** @param number of the row, by which findings name it */
  async add(row: Pick<Row, 'messages'>, number: number, side: number): Promise<void> {
    if (side !== this.#side || this.#rows.length === batch) await this.flush();
    this.#side = side;
    this.#rows.push(row);
    this.#numbers.push(number);
  }

  /** To be called after the last row. */
  async flush(): Promise<void> {
    const rows = this.#rows.splice(0);
    const numbers = this.#numbers.splice(0);
    if (rows.length === 0) return;
    const close = new Set<number>();
    for (const side of [test, validation] as (1 | 2)[]) {
      if (side <= this.#side) continue;
      const index = this.#indexes[side];
      for (const [at, found] of (await index.search.nearest(rows)).entries()) {
        if (found === null) continue;
        const pair = { row: numbers[at]!, heldOut: index.numbers.at(found.row), similarity: found.similarity };
        if (this.#judge(pair, side, index.search.threshold)) close.add(at);
      }
    }
    this.#nearDuplicates += close.size;
    if (this.#side === 0) return;
    const index = this.#indexes[this.#side as 1 | 2];
    await index.search.add(rows);
    for (const number of numbers) index.numbers.push(number);
  }

  found(): CrossFindings {
    const { threshold } = this.#indexes[2].search;
    return { threshold, nearDuplicates: this.#nearDuplicates, example: this.#example, mostSimilar: this.#mostSimilar };
  }

  /** Whether the two are near-duplicates. */
  #judge(pair: Pair, side: 1 | 2, threshold: number): boolean {
    if (this.#side === 0 && side === test && pair.similarity > (this.#mostSimilar?.similarity ?? 0)) this.#mostSimilar = pair;
    if (pair.similarity < threshold) return false;
    this.#example ??= pair;
    return true;
  }
}
