import { SeededRandom } from '../../../src/evaluation/random.ts';

/** Seeded draws from the distributions that simulations need. */
export class Draws {
  readonly #random: SeededRandom;

  constructor(seed: number) {
    this.#random = new SeededRandom(seed);
  }

  uniform(): number {
    return (this.#random.next() + 0.5) / 2 ** 32;
  }

  /** Box and Muller. */
  normal(): number {
    return Math.sqrt(-2 * Math.log(this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Marsaglia and Tsang (2000). */
  gamma(shape: number): number {
    if (shape < 1) return this.gamma(shape + 1) * this.uniform() ** (1 / shape);
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = this.normal();
      const v = (1 + c * x) ** 3;
      if (v > 0 && Math.log(this.uniform()) < (x * x) / 2 + d - d * v + d * Math.log(v)) return d * v;
    }
  }

  /** Shares with the given means, the same for the rows of one cluster: two of them agree with correlation `within`. */
  shares(means: readonly number[], within: number): number[] {
    if (within === 0) return [...means];
    const parts = means.map((mean) => (mean <= 0 ? 0 : this.gamma(mean * (1 / within - 1))));
    const sum = parts.reduce((total, part) => total + part, 0);
    return sum === 0 ? [...means] : parts.map((part) => part / sum);
  }
}

/** Rows in clusters of about one size. */
export interface Clusters {
  clusters: number;
  rows: number;
  /** Correlation of two rows of one cluster. */
  within: number;
  /** Spread of the clusters' sizes (of their logarithms); 0: all alike. */
  uneven?: number;
}

export function groupsOf({ clusters, rows, uneven = 0 }: Clusters, draws: Draws): string[] {
  return Array.from({ length: clusters }, (_, cluster) => {
    const size = uneven === 0 ? rows : Math.max(1, Math.round(rows * Math.exp(uneven * draws.normal() - uneven ** 2 / 2)));
    return Array.from({ length: size }, () => `c${cluster}`);
  }).flat();
}

/** The shares of the cluster that each row is of; rows without a group all have the means. */
function sharesOfRows(groups: readonly (string | null)[], means: readonly number[], within: number, draws: Draws): (readonly number[])[] {
  const known = new Map<string, readonly number[]>();
  return groups.map((group) => {
    if (group === null || within === 0) return means;
    const shares = known.get(group) ?? draws.shares(means, within);
    known.set(group, shares);
    return shares;
  });
}

/** Right-or-wrong rows, right with probability `share`, alike within clusters. */
export function drawRows(groups: readonly (string | null)[], share: number, within: number, draws: Draws): Float64Array {
  const rates = sharesOfRows(groups, [share, 1 - share], within, draws);
  return Float64Array.from(rates, ([rate = 0]) => (draws.uniform() < rate ? 1 : 0));
}

/** What two models make of rows: `loss` and `gain` are shares of rows that only the one or the other gets right. */
export interface Pairs {
  before: number;
  loss: number;
  gain: number;
}

/** Rows of two models; a row that both get right or wrong alike is right with the rest of `before`. */
export function drawPairs(
  groups: readonly (string | null)[],
  { before, loss, gain }: Pairs,
  within: number,
  draws: Draws,
): { before: Float64Array; after: Float64Array } {
  const both = (before - loss) / (1 - loss - gain);
  const [first, second] = [new Float64Array(groups.length), new Float64Array(groups.length)];
  sharesOfRows(groups, [loss, gain, 1 - loss - gain], within, draws).forEach(([lost = 0, gained = 0], row) => {
    const drawn = draws.uniform();
    const alike = draws.uniform() < both ? 1 : 0;
    first[row] = drawn < lost ? 1 : drawn < lost + gained ? 0 : alike;
    second[row] = drawn < lost ? 0 : drawn < lost + gained ? 1 : alike;
  });
  return { before: first, after: second };
}
