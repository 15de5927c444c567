import type { SplitName } from '../../contracts/dataset.ts';
import type { SplitRule } from '../../contracts/split-spec.ts';

/** From the side that is trained on to the side that nothing may be learned from; a side's number is its place here. */
export const sideNames: readonly SplitName[] = ['train', 'validation', 'test'];

/** Stands in place of a side where a row has none yet. */
export const noSide = -1;
/** Stands in place of a side for a row that was dropped. */
export const droppedSide = 3;

/** The side of a position in [0, 1). */
export function sideAt(at: number, { train, validation }: Pick<SplitRule, 'train' | 'validation'>): number {
  if (at < train) return 0;
  return at < train + validation ? 1 : 2;
}
