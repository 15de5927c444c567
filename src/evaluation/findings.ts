import type { Finding } from '../contracts/finding.ts';
import type { Statistic } from './bootstrap.ts';
import type { Resampling } from './estimate.ts';
import { estimateOf } from './estimate.ts';
import { differenceInterval } from './statistics/difference-interval.ts';
import { shareInterval } from './statistics/share-interval.ts';

/** Rows that belong together, or null where every row is independent. */
export type Groups = readonly (string | null)[] | null;

const nothing = 'there is no row to measure it on';
const notFinite = 'it is not defined on these rows, or its interval has no bounds';

/** A number that was not measured, and why. */
export function missing(reason: string): Finding {
  return { estimate: null, reason };
}

/** Mean of values in [0, 1] with its 95 % interval. */
export function meanFinding(values: readonly number[], groups: Groups): Finding {
  return found(shareInterval(values, groups), values.length);
}

/** Share of independent trials, with its 95 % interval. `reason`: why there are none. */
export function shareFinding(successes: number, n: number, reason = nothing): Finding {
  if (n === 0) return missing(reason);
  return meanFinding(
    Array.from({ length: n }, (_, trial) => (trial < successes ? 1 : 0)),
    null,
  );
}

/** Mean of one − other over the same rows, scores in [0, 1], with its paired 95 % interval. */
export function differenceFinding(one: readonly number[], other: readonly number[], groups: Groups): Finding {
  return found(differenceInterval({ before: other, after: one, groups }), one.length);
}

/** One number over chosen rows, by bootstrap; `share`: it lies in [0, 1]. */
export function statisticFinding(
  statistic: Statistic,
  { n, groups, share }: { n: number; groups: Groups; share: boolean },
  resampling: Resampling,
): Finding {
  return found(estimateOf({ kind: 'pooled', statistic, share }, groups, n, resampling), n);
}

function found(estimate: Finding['estimate'], n: number): Finding {
  return estimate === null ? missing(n === 0 ? nothing : notFinite) : { estimate, reason: null };
}
