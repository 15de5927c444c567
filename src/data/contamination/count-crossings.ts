import type { ContaminationPair } from '../../contracts/data-report.ts';
import type { Leak } from './find-contamination.ts';

const rowsOf = { exact: 'exactRows', near: 'nearRows', overlap: 'overlapRows' } as const;

/** Counts rows that stand on two sides by the dataset that would train on them and the one that would be tested on them. A row counts once. */
export class CrossingCounts {
  readonly #pairs = new Map<string, ContaminationPair>();

  /** Lists a pair, also where nothing will cross. */
  compare(trained: string, tested: string): ContaminationPair {
    const key = JSON.stringify([trained, tested]);
    const pair = this.#pairs.get(key) ?? { trained, tested, exactRows: 0, nearRows: 0, overlapRows: 0, removedRows: 0 };
    this.#pairs.set(key, pair);
    return pair;
  }

  add({ trained, tested, kind, removed }: { trained: string; tested: string; kind: Leak['kind']; removed: boolean }): void {
    const pair = this.compare(trained, tested);
    pair[rowsOf[kind]] += 1;
    if (removed) pair.removedRows += 1;
  }

  /** In the order in which they were first named. */
  get pairs(): ContaminationPair[] {
    return [...this.#pairs.values()];
  }
}
