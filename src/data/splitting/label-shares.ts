import type { SplitProof } from '../../contracts/split-proof.ts';
import { sideNames } from './sides.ts';
import { mostStrata } from './stratum-names.ts';

/** Labels of a stage that a proof lists, the commonest first. */
const listed = 50;
/** Characters of a label that a proof shows. */
const shownCharacters = 60;

/** Counts labels by stage and side. Of a stage with too many distinct ones none is told: they are no labels. */
export class LabelShares {
  readonly #counts = new Map<number, Map<string, [number, number, number]>>();

  add(stage: number, side: number, label: string): void {
    const labels = this.#counts.get(stage) ?? new Map<string, [number, number, number]>();
    this.#counts.set(stage, labels);
    const known = labels.get(label);
    if (known !== undefined) known[side as 0 | 1 | 2] += 1;
    else if (labels.size <= mostStrata) labels.set(label, [Number(side === 0), Number(side === 1), Number(side === 2)]);
  }

  /** @param rows of each stage by side, in the order of their numbers */
  shares(rows: readonly { stage: string; rows: Record<'train' | 'validation' | 'test', number> }[]): SplitProof['labels'] {
    return rows.flatMap(({ stage, rows: all }, number) => {
      const labels = [...(this.#counts.get(number) ?? [])];
      if (labels.length > mostStrata) return [];
      const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
      return labels
        .toSorted(([a, x], [b, y]) => sum(y) - sum(x) || (a < b ? -1 : 1))
        .slice(0, listed)
        .map(([label, counts]) => {
          const shareOf = (side: 0 | 1 | 2) => (all[sideNames[side]!] === 0 ? null : counts[side] / all[sideNames[side]!]);
          return { stage, label: label.slice(0, shownCharacters), shares: { train: shareOf(0), validation: shareOf(1), test: shareOf(2) } };
        });
    });
  }
}
