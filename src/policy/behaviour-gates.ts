import type { BehaviourSummary } from '../contracts/behaviour-report.ts';
import type { GateResult, Verdict } from '../contracts/gate.ts';
import type { GatesSpec } from '../contracts/gates-spec.ts';
import { inPercent, inPoints, inShare } from './gate-words.ts';
import { decide, gateSentence, rounding } from './gates.ts';

/** Gates on what a model does beyond its mean: when questions are put otherwise, and for each group. Those without a threshold are left out. */
export function behaviourGates(
  { test, worstCase, groups }: BehaviourSummary,
  { robustness, fairness }: Pick<GatesSpec, 'robustness' | 'fairness'>,
): GateResult[] {
  return [
    ...(robustness.maximumDegradation === null || worstCase === null
      ? []
      : [robustnessGate(test, worstCase, robustness.maximumDegradation, robustness.onInconclusive)]),
    ...groups.flatMap((group) => [...impactGate(test, group, fairness), ...gapGate(test, group, fairness)]),
  ];
}

type OnInconclusive = GatesSpec['robustness']['onInconclusive'];

/** Passes when the 95 % limit of what is lost at worst lies below the threshold, fails when the 5 % limit lies above. */
function robustnessGate(
  test: string,
  { degradation, original, worst, percentile5, percentile95 }: NonNullable<BehaviourSummary['worstCase']>,
  threshold: number,
  onInconclusive: OnInconclusive,
): GateResult {
  const shared = { gate: 'robustness', test, split: 'test', threshold, itemsNeeded: null } as const;
  const lost = degradation.estimate;
  if (lost === null || percentile5 === null || percentile95 === null || original.estimate === null || worst.estimate === null)
    return undecided(shared, `how much "${test}" loses at worst`, degradation.reason);
  const verdict: Verdict = -percentile5 <= threshold ? 'pass' : -percentile95 > threshold ? 'fail' : 'inconclusive';
  const decision = decide(verdict, onInconclusive, lost.mean <= threshold + rounding);
  const numbers = `"${test}" loses ${inPoints(lost.mean)} [${inPoints(lost.low)}, ${inPoints(lost.high)}] when each of ${lost.n} rows is put in its worst way (${inPercent(original.estimate.mean)} → ${inShare(worst.estimate)}); at most ${inPoints(threshold)} may be lost`;
  return { ...shared, verdict, decision, value: lost.mean, interval: lost, reason: gateSentence(numbers, verdict, decision, null) };
}

/** The verdict of the impact ratio's exact test, at the alarm that it was made for; at another threshold its interval decides. */
function impactGate(
  test: string,
  { column, impactRatio }: BehaviourSummary['groups'][number],
  fairness: GatesSpec['fairness'],
): GateResult[] {
  const { minimumImpactRatio: threshold, onInconclusive } = fairness;
  if (threshold === null) return [];
  const shared = { gate: 'impactRatio', test, split: 'test', what: column, threshold, itemsNeeded: null, interval: null } as const;
  const { ratio, low, high, lowest, highest } = impactRatio;
  if (ratio === null || low === null || high === null || lowest === null || highest === null)
    return [undecided(shared, `the impact ratio of "${test}" by ${column}`, impactRatio.reason)];
  const verdict = impactVerdict(impactRatio, { low, high }, ratio, threshold);
  const decision = decide(verdict, onInconclusive, ratio >= threshold - rounding);
  const rate = ({ value, favourable, n }: typeof lowest) => `${value} ${inPercent(favourable / n)} of ${n}`;
  const numbers = `by ${column}, the lowest rate on "${test}" is ${inPercent(ratio)} [${inPercent(low)}, ${inPercent(high)}] of the highest (${rate(lowest)}, ${rate(highest)}); at least ${inPercent(threshold)} is asked for`;
  return [{ ...shared, verdict, decision, value: ratio, reason: gateSentence(numbers, verdict, decision, null) }];
}

const exactAlarm = 0.8;

function impactVerdict(
  { verdict }: BehaviourSummary['groups'][number]['impactRatio'],
  { low, high }: { low: number; high: number },
  ratio: number,
  threshold: number,
): Verdict {
  if (threshold === exactAlarm && verdict !== null) return verdict;
  if (ratio >= threshold && low >= threshold) return 'pass';
  return high < threshold ? 'fail' : 'inconclusive';
}

/** Best − worst mean: passes when its whole 95 % interval lies at or below the threshold, fails when it lies above. */
function gapGate(test: string, { column, gap }: BehaviourSummary['groups'][number], fairness: GatesSpec['fairness']): GateResult[] {
  const { maximumGap: threshold, onInconclusive } = fairness;
  if (threshold === null) return [];
  const shared = { gate: 'groupGap', test, split: 'test', what: column, threshold, itemsNeeded: null } as const;
  const found = gap?.difference.estimate ?? null;
  if (gap === null || found === null)
    return [undecided(shared, `the gap on "${test}" by ${column}`, gap?.difference.reason ?? 'there are not two groups of enough rows')];
  const verdict: Verdict = found.high <= threshold ? 'pass' : found.low > threshold ? 'fail' : 'inconclusive';
  const decision = decide(verdict, onInconclusive, found.mean <= threshold + rounding);
  const numbers = `by ${column}, ${gap.best} scores ${inPoints(found.mean)} [${inPoints(found.low)}, ${inPoints(found.high)}] more on "${test}" than ${gap.worst}; at most ${inPoints(threshold)} is allowed`;
  return [{ ...shared, verdict, decision, value: found.mean, interval: found, reason: gateSentence(numbers, verdict, decision, null) }];
}

/** A gate that was asked for and could not be measured is never passed in silence. */
function undecided(
  shared: Pick<GateResult, 'gate' | 'test' | 'split' | 'threshold' | 'itemsNeeded' | 'what'>,
  what: string,
  reason: string | null,
): GateResult {
  const why = reason === null ? '' : ` (${reason})`;
  return {
    ...shared,
    verdict: 'error',
    decision: 'ask',
    value: null,
    interval: null,
    reason: `Could not be decided: ${what} was not measured${why}. A person must decide.`,
  };
}
