import type { Estimate } from '../contracts/evaluation-report.ts';
import type { Finding } from '../contracts/finding.ts';
import type { OverallWeights } from '../contracts/overall-score.ts';
import type { StageOutcome } from '../contracts/run.ts';
import { describeMetric } from '../policy/gate-words.ts';
import { pricedAnswers, type AnsweredTest, type PricedAnswer } from './cost/answered-test.ts';
import { isPoint } from './cost/measure-cost.ts';
import { samplingGroups, type Resampling } from './estimate.ts';
import { statisticFinding } from './findings.ts';
import { defaultParts, type ScorePart } from './overall-score.ts';

export interface OverallRequest extends Resampling {
  /** The last accepted stage; null: no stage was accepted. */
  stage: StageOutcome | null;
  /** What that stage teaches, answered. */
  tests: readonly AnsweredTest[];
  /** Whether the spec names groups, and a machine whose hours have a price: parts of what it does not name are left out. */
  asked: { groups: boolean; machine: boolean };
  weights: OverallWeights;
}

/** The parts of a run's overall score, each with its value or why it has none. */
export function overallParts({ stage, tests, asked, weights, ...resampling }: OverallRequest): ScorePart[] {
  const part = (name: keyof OverallWeights, measured: Measured): ScorePart => ({
    name,
    ...defaultParts[name],
    weight: weights[name],
    ...measured,
  });
  const none: Measured = { value: null, reason: 'no stage was accepted' };
  return [
    part('quality', stage === null ? none : quality(stage)),
    part('kept', stage === null ? none : kept(stage)),
    part('robustness', stage === null ? none : robustness(stage)),
    ...(asked.groups ? [part('groups', stage === null ? none : groups(stage))] : []),
    part('speed', stage === null ? none : speed(tests, resampling)),
    ...(asked.machine ? [part('cost', stage === null ? none : cost(tests, resampling))] : []),
  ];
}

/** What is measured of a part; unit and anchors where the default's are not meant. */
type Measured = Pick<ScorePart, 'value'> & Partial<Pick<ScorePart, 'low' | 'high' | 'reason' | 'unit' | 'anchors'>>;

/** Mean of the primary metrics of what the stage teaches. Bounds of a mean are the means of the bounds: never too narrow. */
function quality({ teaches, tests }: StageOutcome): Measured {
  const own = tests.filter(({ test, split }) => split === 'test' && teaches.includes(test));
  const estimates = own.map((scores) => scores.metrics[scores.primary] ?? null);
  const lacking = own.filter((_, index) => estimates[index] === null).map(({ primary, test }) => `${describeMetric(primary)} on ${test}`);
  if (own.length === 0 || lacking.length > 0)
    return { value: null, reason: own.length === 0 ? 'no test rows were answered' : `not measured: ${lacking.join(', ')}` };
  const mean = (valueOf: (estimate: Estimate) => number) =>
    estimates.reduce((sum, estimate) => sum + (estimate === null ? 0 : valueOf(estimate)), 0) / own.length;
  const chance = own.reduce((sum, scores) => sum + scores.chance, 0) / own.length;
  const [first] = own;
  return {
    value: mean((estimate) => estimate.mean),
    low: mean(({ low }) => low),
    high: mean(({ high }) => high),
    unit:
      own.length === 1 && first
        ? `${describeMetric(first.primary)} on ${first.test}`
        : `mean of the primary metrics of ${own.length} tasks`,
    anchors: { ...defaultParts.quality.anchors, zero: chance < 1 ? chance : 0 }, // guessing among one label is always right
  };
}

/** The least of what gates found to be left of earlier stages and general capabilities, with the interval of that one. */
function kept({ gates }: StageOutcome): Measured {
  const found = gates.filter(({ gate, value }) => (gate === 'retention' || gate === 'capability') && value !== null);
  const least = leastOf(found, ({ value }) => value ?? Number.NaN);
  if (least === undefined) return { value: null, reason: 'there was no earlier stage and no capability above guessing that could be lost' };
  return { ...bounds(least.value, least.interval), unit: `retention of ${least.test}, the least of ${found.length}` };
}

function robustness({ behaviour }: StageOutcome): Measured {
  const found = behaviour.flatMap(({ test, worstCase }) => (worstCase === null ? [] : [{ test, retention: worstCase.retention }]));
  const least = leastOf(
    found.filter(({ retention }) => retention.estimate !== null),
    ({ retention }) => retention.estimate?.mean ?? Number.NaN,
  );
  if (least === undefined) return { value: null, reason: found[0]?.retention.reason ?? 'evaluation.robustness is false' };
  const of = found.length === 1 ? '' : `, the least of ${found.length} tasks`;
  return { ...ofFinding(least.retention), unit: `worst case ÷ original on ${least.test}${of}` };
}

function groups({ behaviour }: StageOutcome): Measured {
  const all = behaviour.flatMap((summary) => summary.groups);
  const least = leastOf(
    all.filter(({ impactRatio }) => impactRatio.ratio !== null),
    ({ impactRatio }) => impactRatio.ratio ?? Number.NaN,
  );
  if (least === undefined) return { value: null, reason: all[0]?.impactRatio.reason ?? 'no row names a group' };
  const { ratio, low, high } = least.impactRatio;
  return { value: ratio, low, high, unit: `impact ratio of ${least.column}` };
}

/** Whole batches are drawn: their answers were timed together. */
function speed(tests: readonly AnsweredTest[], resampling: Resampling): Measured {
  const { pairs, against } = pairedAnswers(tests);
  const timed = pairs.filter(({ tuned, other }) => (tuned.seconds ?? 0) > 0 && (other.seconds ?? 0) > 0);
  if (timed.length === 0) return { value: null, reason: 'no row was timed with both models' };
  const batches = timed.map((pair) => ({ ...pair, group: pair.other.batch }));
  const found = pooled(batches, (sum) => sum(({ tuned }) => tuned.seconds ?? 0) / sum(({ other }) => other.seconds ?? 0), resampling);
  const oneBatch = found.estimate !== null && isPoint(found.estimate); // then nothing is known of how times differ
  return { ...ofFinding(found), ...(oneBatch && { low: null, high: null }), unit: `seconds an answer ÷ those of the ${against}` };
}

/** The price of an hour is the same on both sides and falls out. */
function cost(tests: readonly AnsweredTest[], resampling: Resampling): Measured {
  const { pairs, against } = pairedAnswers(tests);
  const judged = pairs.filter(({ tuned, other }) => [tuned, other].every(({ seconds, correct }) => seconds !== null && correct !== null));
  const unit = `cost a right answer ÷ that of the ${against}`;
  if (judged.length === 0) return { value: null, reason: 'no row was timed and judged with both models', unit };
  if (!judged.some(({ other }) => other.correct)) return { value: null, reason: `none of the answers of the ${against} is right`, unit };
  if (!judged.some(({ tuned }) => tuned.correct)) return { value: null, reason: 'none of the tuned model’s answers is right', unit };
  const perRight: Ratio = (sum) =>
    (sum(({ tuned }) => tuned.seconds ?? 0) * sum(({ other }) => Number(other.correct))) /
    (sum(({ other }) => other.seconds ?? 0) * sum(({ tuned }) => Number(tuned.correct)));
  return { ...ofFinding(pooled(judged, perRight, resampling)), unit };
}

interface Pair {
  group: string | null;
  tuned: PricedAnswer;
  other: PricedAnswer;
}

/** Tuned model and base with examples (without, where there are none) on the same rows, of all tests. */
function pairedAnswers(tests: readonly AnsweredTest[]): { pairs: Pair[]; against: string } {
  const withExamples = tests.every(({ baseWithExamples }) => baseWithExamples !== null);
  const pairs = tests.flatMap((test) => {
    const other = withExamples ? test.baseWithExamples : test.base;
    if (other === null) return [];
    const others = pricedAnswers(test, other);
    return pricedAnswers(test, test.tuned).flatMap((tuned, index): Pair[] => {
      const before = others[index];
      return before === undefined ? [] : [{ group: test.rows[index]?.group ?? null, tuned, other: before }];
    });
  });
  return { pairs, against: withExamples ? 'base with examples' : 'base' };
}

/** A number from sums over chosen pairs. */
type Ratio = (sum: (valueOf: (pair: Pair) => number) => number) => number;

function pooled(pairs: readonly Pair[], ratio: Ratio, resampling: Resampling): Finding {
  const statistic = (indices: ArrayLike<number>) =>
    ratio((valueOf) => {
      let sum = 0;
      for (let position = 0; position < indices.length; position++) {
        const pair = pairs[indices[position] ?? -1];
        if (pair !== undefined) sum += valueOf(pair);
      }
      return sum;
    });
  return statisticFinding(statistic, { n: pairs.length, groups: samplingGroups(pairs), share: false }, resampling);
}

function ofFinding({ estimate, reason }: Finding): Measured {
  return estimate === null ? { value: null, reason } : bounds(estimate.mean, estimate);
}

function bounds(value: number | null, interval: Estimate | null): Measured {
  return { value, low: interval?.low ?? null, high: interval?.high ?? null };
}

function leastOf<Item>(items: readonly Item[], valueOf: (item: Item) => number): Item | undefined {
  return items.toSorted((one, other) => valueOf(one) - valueOf(other))[0];
}
