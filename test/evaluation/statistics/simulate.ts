import { differenceInterval } from '../../../src/evaluation/statistics/difference-interval.ts';
import type { Interval } from '../../../src/evaluation/statistics/interval.ts';
import { gating } from '../../../src/evaluation/statistics/interval.ts';
import { shareInterval } from '../../../src/evaluation/statistics/share-interval.ts';
import type { Clusters, Pairs } from './draws.ts';
import { Draws, drawPairs, drawRows, groupsOf } from './draws.ts';

/** The number that the product promises its coverage for. */
export const simulations = 3000;

/** Rows one by one: `rows` clusters of one. */
export function alone(rows: number): Clusters {
  return { clusters: rows, rows: 1, within: 0 };
}

const holds = ({ low, high }: Interval, truth: number) => low <= truth + 1e-12 && truth <= high + 1e-12;

/** Groups of the next test set, null where every row stands by itself. Those of even clusters are made once. */
function grouping(clusters: Clusters, draws: Draws): () => { groups: readonly (string | null)[]; named: readonly string[] | null } {
  const next = () => {
    const named = clusters.rows === 1 ? null : groupsOf(clusters, draws);
    return { named, groups: named ?? Array.from({ length: clusters.clusters }, () => null) };
  };
  const once = next();
  return (clusters.uneven ?? 0) === 0 ? () => once : next;
}

/** How many of 100 intervals of a share hold it. */
export function shareCoverage(clusters: Clusters, share: number, times = simulations): number {
  const draws = new Draws(17);
  const nextGroups = grouping(clusters, draws);
  let held = 0;
  for (let time = 0; time < times; time++) {
    const { groups, named } = nextGroups();
    const interval = shareInterval(drawRows(groups, share, clusters.within, draws), named);
    if (interval !== null && holds(interval, share)) held++;
  }
  return (100 * held) / times;
}

/** The same of graded scores that are drawn one by one. */
export function gradedCoverage(rows: number, score: (draws: Draws) => number, truth: number, times = simulations): number {
  const draws = new Draws(23);
  let held = 0;
  for (let time = 0; time < times; time++) {
    const interval = shareInterval(
      Float64Array.from({ length: rows }, () => score(draws)),
      null,
    );
    if (interval !== null && holds(interval, truth)) held++;
  }
  return (100 * held) / times;
}

/** Of 100 comparisons: how many intervals hold the true difference, and how many gates with the margin −difference pass although it is reached. */
export function differenceCoverage(clusters: Clusters, pairs: Pairs, times = simulations): { covered: number; falsePass: number } {
  const draws = new Draws(29);
  const truth = pairs.gain - pairs.loss;
  const nextGroups = grouping(clusters, draws);
  let [covered, falsePass] = [0, 0];
  for (let time = 0; time < times; time++) {
    const { groups, named } = nextGroups();
    const rows = { ...drawPairs(groups, pairs, clusters.within, draws), groups: named };
    const [wide, narrow] = [differenceInterval(rows), differenceInterval(rows, gating)];
    if (wide !== null && holds(wide, truth)) covered++;
    if (narrow !== null && narrow.low > truth + 1e-12) falsePass++;
  }
  return { covered: (100 * covered) / times, falsePass: (100 * falsePass) / times };
}
