import type { Prediction } from '../../contracts/evaluation-report.ts';
import type { GroupGap, GroupReport } from '../../contracts/fairness-report.ts';
import type { Finding } from '../../contracts/finding.ts';
import { defaultResamples } from '../bootstrap.ts';
import type { Resampling } from '../estimate.ts';
import { samplingGroups } from '../estimate.ts';
import { missing } from '../findings.ts';
import { likeliestLabel } from '../label-metrics.ts';
import { SeededRandom } from '../random.ts';
import { chooseSome } from '../robustness/change-words.ts';
import { squareAndAdd } from '../statistics/newcombe.ts';
import { shareInterval } from '../statistics/share-interval.ts';
import { impactRatio } from './impact-ratio.ts';
import type { ScoredRow, SliceRequest } from './slices.ts';
import { membersOf, sliceScores } from './slices.ts';

/** Rates of fewer rows are too coarse to be divided by one another. */
export const defaultLeastRows = 30;

export interface GroupRequest extends SliceRequest {
  seed: number;
  resamples?: number;
  /** Groups of fewer rows are shown, not compared. */
  leastRows?: number;
  /** By id: whether the outcome is the favourable one. Default: the score is 1, so the rate is that of right answers. */
  favourable?: ReadonlyMap<string, boolean>;
}

/** Scores of groups of people, the gap between the best and the worst, and the impact ratio. No model is asked again. */
export function measureGroups(request: GroupRequest): GroupReport {
  const { seed, resamples = defaultResamples, leastRows = defaultLeastRows, favourable } = request;
  const groups = [...membersOf(request).members].map(([value, rows]) => ({ value, rows }));
  const outcomes = groups.map(({ value, rows }) => ({
    value,
    outcomes: rows.flatMap(({ id, group, score }) => {
      const outcome = favourable === undefined ? score === 1 : favourable.get(id);
      return outcome === undefined ? [] : [{ favourable: outcome, group }];
    }),
  }));
  return {
    ...sliceScores(request),
    gap: largestGap(
      groups.filter(({ rows }) => rows.length >= leastRows),
      { seed, resamples },
    ),
    impactRatio: impactRatio(outcomes, leastRows, { seed, resamples }),
  };
}

/** By id: whether a model's label is one of the favourable ones, such as "approve". Rows whose labels were not scored are left out. */
export function favourableLabels(
  predictions: readonly Prediction[],
  labels: readonly string[],
  favourable: readonly string[],
): Map<string, boolean> {
  return new Map(
    predictions.flatMap(({ id, labelLogProbs }) =>
      labelLogProbs === null ? [] : [[id, favourable.includes(likeliestLabel(labelLogProbs, labels))]],
    ),
  );
}

interface Group {
  value: string;
  rows: readonly ScoredRow[];
}

function largestGap(groups: readonly Group[], resampling: Resampling): GroupGap | null {
  const ordered = groups.toSorted((one, other) => meanOfRows(other.rows) - meanOfRows(one.rows) || (one.value < other.value ? -1 : 1));
  const [best, worst] = [ordered[0], ordered.at(-1)];
  if (best === undefined || worst === undefined || ordered.length < 2) return null;
  return { best: best.value, worst: worst.value, difference: gapFinding(best, worst), pValue: permutedPValue(ordered, resampling) };
}

function meanOfRows(rows: readonly ScoredRow[]): number {
  return rows.reduce((sum, { score }) => sum + score, 0) / rows.length;
}

/** The intervals of both means, joined as those of different rows. */
function gapFinding(best: Group, worst: Group): Finding {
  const [first, second] = [meanOfGroup(best), meanOfGroup(worst)];
  if (first === null || second === null) return missing('a group has no score');
  const n = first.n + second.n;
  return {
    estimate: { mean: first.mean - second.mean, ...squareAndAdd(first, second, 0), n, method: `newcombe:${first.method}` },
    reason: null,
  };
}

function meanOfGroup({ rows }: Group): ReturnType<typeof shareInterval> {
  return shareInterval(
    rows.map(({ score }) => score),
    samplingGroups(rows),
  );
}

/**
 * Share of random assignments of rows to groups in which best and worst lie at least as far apart, (c + 1) ÷ (N + 1). null
 * where rows come in groups of a document or template: these would have to move together.
 */
function permutedPValue(groups: readonly Group[], { seed, resamples }: Resampling): number | null {
  const scores = groups.flatMap(({ rows }) => rows.map(({ score }) => score));
  if (samplingGroups(groups.flatMap(({ rows }) => rows)) !== null) return null;
  const sizes = groups.map(({ rows }) => rows.length);
  const observed = spread(scores, sizes) - 1e-12;
  const random = new SeededRandom(seed);
  let asFar = 0;
  for (let trial = 0; trial < resamples; trial++) {
    const order = chooseSome(scores.length, scores.length, random);
    if (
      spread(
        order.map((index) => scores[index] ?? 0),
        sizes,
      ) >= observed
    )
      asFar++;
  }
  return (asFar + 1) / (resamples + 1);
}

/** Highest − lowest mean of consecutive runs of the given sizes. */
function spread(scores: readonly number[], sizes: readonly number[]): number {
  let from = 0;
  const means = sizes.map((size) => {
    const sum = scores.slice(from, from + size).reduce((total, score) => total + score, 0);
    from += size;
    return sum / size;
  });
  return Math.max(...means) - Math.min(...means);
}
