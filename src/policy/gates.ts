import type { Comparison, Estimate, TestScores } from '../contracts/evaluation-report.ts';
import { AnnealFailure } from '../contracts/failure.ts';
import type { GateResult, Verdict } from '../contracts/gate.ts';
import type { GatesSpec } from '../contracts/spec.ts';
import { describeMetric, inPercent, inPoints, inShare, inSignedPoints, rowsText } from './gate-words.ts';
import { itemsNeeded } from './items-needed.ts';
import { primaryEstimate, retention } from './retention.ts';

type OnInconclusive = GatesSpec['retention']['onInconclusive'];

/** Slack for sums of shares that are equal on paper. */
const rounding = 1e-9;

/**
 * Whether a difference (after − before) is not worse than −margin: pass when the 5th percentile of the paired bootstrap
 * lies above, fail when the 95th lies below, else inconclusive.
 */
export function notWorse(comparison: Pick<Comparison, 'percentile5' | 'percentile95'>, margin: number): Verdict {
  if (comparison.percentile5 > -margin) return 'pass';
  return comparison.percentile95 < -margin ? 'fail' : 'inconclusive';
}

/** What a verdict comes to. An error is never accepted in silence: a person is asked. */
export function decide(verdict: Verdict, onInconclusive: OnInconclusive, estimatePasses: boolean): GateResult['decision'] {
  switch (verdict) {
    case 'pass':
      return 'accept';
    case 'fail':
      return 'reject';
    case 'error':
      return 'ask';
    case 'inconclusive':
      return onInconclusive === 'accept-if-estimate-passes' ? (estimatePasses ? 'accept' : 'reject') : onInconclusive;
  }
}

export interface RetentionRequest {
  /** Right after the accepted stage that taught it. */
  before: TestScores;
  after: TestScores;
  /** After against before, on the same rows; null where these could not be compared. */
  comparison: Comparison | null;
  gate: GatesSpec['retention'];
}

/** Not more than 1 − minimum of an earlier stage's score is lost (margin (1 − minimum) × before). Does not apply where the earlier score was not above chance. */
export function retentionGate({ before, after, comparison, gate }: RetentionRequest): GateResult {
  const shared = { gate: 'retention', test: after.test, split: judgedSplit(after), threshold: gate.minimum } as const;
  const was = primaryEstimate(before);
  if (comparison === null || was === null) return notMeasured(shared, after);
  const left = retention(was, primaryEstimate(after), before.chance);
  if (left === null) {
    const reason = `Nothing to keep on "${after.test}": ${describeMetric(before.primary)} was ${inShare(was)}, which does not exclude guessing (${inPercent(before.chance)}), so retention is not defined.`;
    return { ...shared, verdict: 'inconclusive', decision: 'accept', value: null, interval: null, itemsNeeded: null, reason };
  }
  const margin = (1 - gate.minimum) * was.mean;
  const verdict = notWorse(comparison, margin);
  const decision = decide(verdict, gate.onInconclusive, left >= gate.minimum - rounding);
  const needed = verdict === 'inconclusive' ? itemsToSettle(comparison, margin) : null;
  const numbers = `${inPercent(left)} of "${after.test}" is left (${describeMetric(after.primary)} ${inPercent(was.mean)} → ${inShare(comparison.after)}; at least ${inPercent(gate.minimum)} must be left)`;
  return { ...shared, verdict, decision, value: left, interval: asRetention(comparison.difference, was.mean), itemsNeeded: needed, reason: sentence(numbers, verdict, decision, needed) };
}

export interface QualityRequest {
  after: TestScores;
  /** Against the model that the stage started from; null where the two could not be compared. */
  comparison: Comparison | null;
  gate: GatesSpec['quality'];
}

/** The stage did not make its own task worse than where it started, by more than the margin. */
export function qualityGate({ after, comparison, gate }: QualityRequest): GateResult {
  const margin = gate.notWorseThanStartBy;
  const shared = { gate: 'quality', test: after.test, split: judgedSplit(after), threshold: margin === 0 ? 0 : -margin } as const;
  if (comparison === null) return notMeasured(shared, after);
  const { difference } = comparison;
  const verdict = notWorse(comparison, margin);
  const decision = decide(verdict, gate.onInconclusive, difference.mean >= -margin - rounding);
  const needed = verdict === 'inconclusive' ? itemsToSettle(comparison, margin) : null;
  const allowed = margin === 0 ? 'it must not be worse' : `at most ${inPoints(margin)} worse is allowed`;
  const numbers = `${describeMetric(comparison.metric)} on "${after.test}" went from ${inPercent(comparison.before.mean)} (${comparison.against}) to ${inShare(comparison.after)}: ${inSignedPoints(difference.mean)} [${inSignedPoints(difference.low)}, ${inSignedPoints(difference.high)}]; ${allowed}`;
  return { ...shared, verdict, decision, value: difference.mean, interval: difference, itemsNeeded: needed, reason: sentence(numbers, verdict, decision, needed) };
}

/** The primary metric reaches a least value. null where the spec names none. Decided by its 95 % interval. */
export function minimumGate({ after, gate }: { after: TestScores; gate: GatesSpec['quality'] }): GateResult | null {
  if (gate.minimum === null) return null;
  const shared = { gate: 'minimum', test: after.test, split: judgedSplit(after), threshold: gate.minimum } as const;
  const reached = primaryEstimate(after);
  if (reached === null) return notMeasured(shared, after);
  const verdict: Verdict = reached.low >= gate.minimum ? 'pass' : reached.high < gate.minimum ? 'fail' : 'inconclusive';
  const decision = decide(verdict, gate.onInconclusive, reached.mean >= gate.minimum - rounding);
  const standardDeviation = ((reached.high - reached.low) / (2 * 1.96)) * Math.sqrt(reached.n);
  const needed = verdict === 'inconclusive' ? itemsNeeded({ standardDeviation, distance: reached.mean - gate.minimum, n: reached.n }) : null;
  const numbers = `${describeMetric(after.primary)} on "${after.test}" is ${inShare(reached)}; at least ${inPercent(gate.minimum)} is asked for`;
  return { ...shared, verdict, decision, value: reached.mean, interval: reached, itemsNeeded: needed, reason: sentence(numbers, verdict, decision, needed) };
}

function itemsToSettle({ difference, standardDeviation }: Comparison, margin: number): number | null {
  return itemsNeeded({ standardDeviation, distance: difference.mean + margin, n: difference.n });
}

/** after ÷ before = 1 + difference ÷ before, `before` taken as it was measured. */
function asRetention(difference: Estimate, before: number): Estimate {
  return { ...difference, mean: 1 + difference.mean / before, low: 1 + difference.low / before, high: 1 + difference.high / before };
}

function notMeasured(shared: Pick<GateResult, 'gate' | 'test' | 'split' | 'threshold'>, after: TestScores): GateResult {
  const reason = `The ${shared.gate} gate could not be decided: ${describeMetric(after.primary)} was not measured on the ${rowsText(after.n)} of "${after.test}" (${after.split}). A person must decide.`;
  return { ...shared, verdict: 'error', decision: 'ask', value: null, interval: null, itemsNeeded: null, reason };
}

function judgedSplit(scores: TestScores): GateResult['split'] {
  if (scores.split !== 'train') return scores.split;
  throw new AnnealFailure('InvalidInput', `a gate may not look at rows that were trained on: the scores of "${scores.test}" are of its train split. Judge on validation or test rows.`);
}

function sentence(numbers: string, verdict: Verdict, decision: GateResult['decision'], needed: number | null): string {
  if (verdict !== 'inconclusive') return `${verdict === 'pass' ? 'Passed' : 'Failed'}: ${numbers}.`;
  const outcome = { accept: 'accepted on the estimate', reject: 'rejected on the estimate', ask: 'a person is asked' }[decision];
  return `Inconclusive, ${outcome}: ${numbers}.${needed === null ? '' : ` About ${rowsText(needed)} would settle it.`}`;
}
