import type { Comparison, Estimate, TestScores } from '../contracts/evaluation-report.ts';
import { AnnealFailure } from '../contracts/failure.ts';
import type { CapabilityName } from '../contracts/general-report.ts';
import type { GateResult, Verdict } from '../contracts/gate.ts';
import type { GatesSpec } from '../contracts/gates-spec.ts';
import { describeMetric, inPercent, inPoints, inShare, inSignedPoints, rowsText } from './gate-words.ts';
import { itemsNeeded } from './items-needed.ts';
import { primaryEstimate, retention } from './retention.ts';

type OnInconclusive = GatesSpec['retention']['onInconclusive'];
type Decision = GateResult['decision'];

/** Slack for differences of shares that are equal on paper. */
export const rounding = 1e-9;

/** A failure is shown at this error, of all gates that decide together. */
const familyError = 0.05;

/**
 * Whether a difference (after − before) is not worse than −margin: pass when the lower bound of its 90 % interval lies
 * above, fail when the upper bound lies below (and still does by its p value where that was adjusted for other gates),
 * else inconclusive.
 */
export function notWorse(
  { percentile5, percentile95, pFail = 0 }: Pick<Comparison, 'percentile5' | 'percentile95' | 'pFail'>,
  margin: number,
): Verdict {
  if (percentile5 > -margin) return 'pass';
  return percentile95 < -margin && pFail <= familyError ? 'fail' : 'inconclusive';
}

/** What a verdict comes to. An error is never accepted in silence: a person is asked. */
export function decide(verdict: Verdict, onInconclusive: OnInconclusive, estimatePasses: boolean): Decision {
  if (verdict !== 'inconclusive') return decisionOf[verdict];
  if (onInconclusive !== 'accept-if-estimate-passes') return onInconclusive;
  return estimatePasses ? 'accept' : 'reject';
}

const decisionOf = { pass: 'accept', fail: 'reject', error: 'ask' } as const;

/** What several gates come to together: the worst decides. No gate rejects nothing. */
export function combinedDecision(gates: readonly Pick<GateResult, 'decision'>[]): Decision {
  const decisions = gates.map((gate) => gate.decision);
  if (decisions.includes('reject')) return 'reject';
  return decisions.includes('ask') ? 'ask' : 'accept';
}

export interface RetentionRequest {
  /** Right after the accepted stage that taught these rows. */
  before: TestScores;
  /** The model in question against `before`, on the same rows. */
  comparison: Comparison;
  settings: GatesSpec['retention'];
}

/** At most 1 − minimum of an earlier stage's score is lost. */
export function retentionGate({ before, comparison, settings }: RetentionRequest): GateResult {
  const shared = { gate: 'retention', test: before.test, split: judgedSplit(before) } as const;
  return keptGate(shared, { chance: before.chance, comparison, settings });
}

export interface CapabilityRequest {
  capability: CapabilityName;
  chance: number;
  /** The model in question against the base, on the same items. */
  comparison: Comparison;
  settings: GatesSpec['capabilities'];
}

/** At most 1 − minimum of what the base can do in general is lost. */
export function capabilityGate({ capability, chance, comparison, settings }: CapabilityRequest): GateResult {
  return keptGate({ gate: 'capability', test: capability, split: 'suite' }, { chance, comparison, settings });
}

/**
 * Retention with margin (1 − minimum) × before. Where the earlier score is not above chance there is nothing to lose: the
 * gate does not apply, and says so.
 */
function keptGate(
  named: Pick<GateResult, 'gate' | 'test' | 'split'>,
  { chance, comparison, settings }: { chance: number; comparison: Comparison; settings: GatesSpec['retention'] },
): GateResult {
  const shared = { ...named, threshold: settings.minimum };
  const metric = describeMetric(comparison.metric);
  const was = comparison.before;
  const left = retention(was, comparison.after, chance);
  if (left === null) {
    const reason = `Does not apply: ${metric} on "${named.test}" was ${inShare(was)}, which does not exclude guessing (${inPercent(chance)}), so there is nothing to keep.`;
    return { ...shared, verdict: 'inconclusive', decision: 'accept', value: null, interval: null, itemsNeeded: null, reason };
  }
  const margin = (1 - settings.minimum) * was.mean;
  const verdict = notWorse(comparison, margin);
  const decision = decide(verdict, settings.onInconclusive, left >= settings.minimum - rounding);
  const needed = verdict === 'inconclusive' ? itemsToSettle(comparison, margin) : null;
  const numbers = `${inPercent(left)} of "${named.test}" is left (${metric} ${inPercent(was.mean)} → ${inShare(comparison.after)}); at least ${inPercent(settings.minimum)} must be`;
  const interval = asRetention(comparison.difference, was.mean);
  const reason = gateSentence(numbers, verdict, decision, needed);
  return { ...shared, verdict, decision, value: left, interval, itemsNeeded: needed, reason };
}

export interface QualityRequest {
  scores: TestScores;
  /** Against the model that the stage started from. */
  comparison: Comparison;
  settings: GatesSpec['quality'];
}

/** The stage did not make its own task worse than it was at the start, by more than the margin. */
export function qualityGate({ scores, comparison, settings }: QualityRequest): GateResult {
  const margin = settings.notWorseThanStartBy;
  const { difference } = comparison;
  const verdict = notWorse(comparison, margin);
  const decision = decide(verdict, settings.onInconclusive, difference.mean >= -margin - rounding);
  const needed = verdict === 'inconclusive' ? itemsToSettle(comparison, margin) : null;
  const change = `${inSignedPoints(difference.mean)} [${inSignedPoints(difference.low)}, ${inSignedPoints(difference.high)}]`;
  const allowed = margin === 0 ? 'it must not be worse' : `it may be ${inPoints(margin)} worse at most`;
  const numbers = `${describeMetric(comparison.metric)} on "${scores.test}" went from ${inPercent(comparison.before.mean)} (${comparison.against}) to ${inShare(comparison.after)}: ${change}; ${allowed}`;
  return {
    gate: 'quality',
    test: scores.test,
    split: judgedSplit(scores),
    threshold: 0 - margin,

    verdict,
    decision,
    value: difference.mean,
    interval: difference,
    itemsNeeded: needed,
    reason: gateSentence(numbers, verdict, decision, needed),
  };
}

/** The primary metric reaches a least value, decided by its 95 % interval. null where the spec names none. */
export function minimumGate({ scores, settings }: { scores: TestScores; settings: GatesSpec['quality'] }): GateResult | null {
  const { minimum } = settings;
  if (minimum === null) return null;
  const shared = { gate: 'minimum', test: scores.test, split: judgedSplit(scores), threshold: minimum } as const;
  const reached = primaryEstimate(scores);
  if (reached === null) {
    const reason = `Could not be decided: ${describeMetric(scores.primary)} was not measured on the ${rowsText(scores.n)} of "${scores.test}". A person must decide.`;
    return { ...shared, verdict: 'error', decision: 'ask', value: null, interval: null, itemsNeeded: null, reason };
  }
  const verdict: Verdict = reached.low >= minimum ? 'pass' : reached.high < minimum ? 'fail' : 'inconclusive';
  const decision = decide(verdict, settings.onInconclusive, reached.mean >= minimum - rounding);
  const standardDeviation = ((reached.high - reached.low) / (2 * 1.96)) * Math.sqrt(reached.n);
  const needed = verdict === 'inconclusive' ? itemsNeeded({ standardDeviation, distance: reached.mean - minimum, n: reached.n }) : null;
  const numbers = `${describeMetric(scores.primary)} on "${scores.test}" is ${inShare(reached)}; at least ${inPercent(minimum)} is asked for`;
  return {
    ...shared,
    verdict,
    decision,
    value: reached.mean,
    interval: reached,
    itemsNeeded: needed,
    reason: gateSentence(numbers, verdict, decision, needed),
  };
}

/** Rows that would settle a paired comparison at a margin. */
export function itemsToSettle({ difference, standardDeviation }: Comparison, margin: number): number | null {
  return itemsNeeded({ standardDeviation, distance: difference.mean + margin, n: difference.n });
}

/** after ÷ before = 1 + difference ÷ before, with `before` as it was measured. */
function asRetention(difference: Estimate, before: number): Estimate {
  return { ...difference, mean: 1 + difference.mean / before, low: 1 + difference.low / before, high: 1 + difference.high / before };
}

/** Throws InvalidInput for rows that were trained on. */
export function judgedSplit(scores: Pick<TestScores, 'test' | 'split'>): GateResult['split'] {
  if (scores.split !== 'train') return scores.split;
  const where = `the scores of "${scores.test}" are of its train split`;
  throw new AnnealFailure('InvalidInput', `A gate may not look at rows that were trained on: ${where}. Judge on validation or test rows.`);
}

/** A gate's reason: its verdict, its numbers, and what would settle it. */
export function gateSentence(numbers: string, verdict: Verdict, decision: Decision, needed: number | null): string {
  if (verdict !== 'inconclusive') return `${verdict === 'pass' ? 'Passed' : 'Failed'}: ${numbers}.`;
  const outcome = { accept: 'counts as passed', reject: 'counts as failed', ask: 'a person decides' }[decision]; // what becomes of the stage is its policy's business
  return `Inconclusive, ${outcome}: ${numbers}.${needed === null ? '' : ` About ${rowsText(needed)} would settle it.`}`;
}
