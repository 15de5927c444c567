import type { Comparison } from '../contracts/evaluation-report.ts';
import { holm } from './holm.ts';

/**
 * One failed gate refuses a stage, so that each further gate is a further chance to refuse it by bad luck: the p values of
 * failures are adjusted by Holm (1979) over the comparisons that decide together. Passes need no adjustment: all must
 * pass, so a bad model gets through only if its worst gate errs (intersection–union test, Berger 1982).
 */
export function adjustFailures(comparisons: readonly Comparison[]): Comparison[] {
  const family = comparisons.filter(({ pFail }) => pFail !== undefined);
  const adjusted = holm(family.map(({ pFail }) => pFail ?? Number.NaN));
  return comparisons.map((comparison) => {
    const pFail = adjusted[family.indexOf(comparison)];
    return pFail === undefined ? comparison : { ...comparison, pFail };
  });
}
