import type { SplitName } from '../../contracts/dataset.ts';

/** Colours of the sides in every picture of the data report; the largest is the quietest. */
export const splitColours: Record<SplitName, string> = { train: 'var(--few-shot)', validation: 'var(--time-2)', test: 'var(--tuned)' };

export function splitTitle(split: SplitName | null): string {
  return split ?? 'all rows';
}
