import type { Comparison, MetricName, TestScores } from '../contracts/evaluation-report.ts';
import type { GateResult, Verdict } from '../contracts/gate.ts';
import type { GateRule } from '../contracts/gates-spec.ts';
import { describeMetric, inMetric, inSignedMetric } from './gate-words.ts';
import { decide, gateSentence, itemsToSettle, judgedSplit, rounding } from './gates.ts';

/** Metrics of which less is better. */
const lowerIsBetter: ReadonlySet<MetricName> = new Set(['perplexity']);

export interface RuleRequest {
  rule: GateRule;
  scores: TestScores;
  /** After − before of the rule's metric, at the rule's confidence; null where the rule is against a value, or there is no such model. */
  comparison: Comparison | null;
}

/** A rule of the spec, decided. A metric that was not measured, or a model that there is none of, is an error. */
export function ruleGate({ rule, scores, comparison }: RuleRequest): GateResult {
  return rule.against === 'value' ? againstValue(rule, scores) : againstModel(rule, scores, comparison);
}

function againstModel(rule: GateRule, scores: TestScores, comparison: Comparison | null): GateResult {
  const { metric, margin, onInconclusive } = rule;
  const shared = { ...sharedOf(rule, scores), threshold: 0 - margin };
  if (comparison === null) return error(shared, rule, scores, 'there is nothing to compare it with');
  const { difference, percentile5, percentile95 } = comparison;
  const [worst, best] = lowerIsBetter.has(metric) ? [-percentile95, -percentile5] : [percentile5, percentile95];
  const gain = lowerIsBetter.has(metric) ? -difference.mean : difference.mean;
  const verdict: Verdict = worst > -margin ? 'pass' : best < -margin ? 'fail' : 'inconclusive';
  const decision = decide(verdict, onInconclusive, gain >= -margin - rounding);
  const needed = verdict === 'inconclusive' ? itemsToSettle(comparison, lowerIsBetter.has(metric) ? -margin : margin) : null;
  const change = inSignedMetric(metric, difference.mean);
  const interval = `[${inSignedMetric(metric, difference.low)}, ${inSignedMetric(metric, difference.high)}]`;
  const allowed = margin === 0 ? 'it must not be worse' : `it may be ${inMetric(metric, margin)} worse at most`;
  const numbers = `${describeMetric(metric)} on "${scores.test}" went from ${inMetric(metric, comparison.before.mean)} (${comparison.against}) to ${inMetric(metric, comparison.after.mean)}: ${change} ${interval}; ${allowed}`;
  const reason = gateSentence(numbers, verdict, decision, needed);
  return { ...shared, verdict, decision, value: difference.mean, interval: difference, itemsNeeded: needed, reason };
}

function againstValue(rule: GateRule, scores: TestScores): GateResult {
  const { metric, value = 0, margin, onInconclusive } = rule;
  const threshold = lowerIsBetter.has(metric) ? value + margin : value - margin;
  const shared = { ...sharedOf(rule, scores), threshold };
  const found = scores.metrics[metric] ?? null;
  if (found === null) return error(shared, rule, scores, 'it was not measured');
  const [worst, best] = lowerIsBetter.has(metric) ? [-found.high, -found.low] : [found.low, found.high];
  const [reached, limit] = lowerIsBetter.has(metric) ? [-found.mean, -threshold] : [found.mean, threshold];
  const verdict: Verdict = worst >= limit ? 'pass' : best < limit ? 'fail' : 'inconclusive';
  const decision = decide(verdict, onInconclusive, reached >= limit - rounding);
  const side = lowerIsBetter.has(metric) ? 'at most' : 'at least';
  const numbers = `${describeMetric(metric)} on "${scores.test}" is ${inMetric(metric, found.mean)} [${inMetric(metric, found.low)}, ${inMetric(metric, found.high)}]; ${side} ${inMetric(metric, threshold)} is asked for`;
  const reason = gateSentence(numbers, verdict, decision, null);
  return { ...shared, verdict, decision, value: found.mean, interval: found, itemsNeeded: null, reason };
}

function sharedOf({ metric }: GateRule, scores: TestScores) {
  return { gate: 'rule', test: scores.test, split: judgedSplit(scores), what: metric } as const;
}

function error(
  shared: Pick<GateResult, 'gate' | 'test' | 'split' | 'what' | 'threshold'>,
  { metric, against }: GateRule,
  { test, n }: TestScores,
  why: string,
): GateResult {
  const reason = `Could not be decided: ${describeMetric(metric)} on the ${n} rows of "${test}" against ${against}: ${why}. A person must decide.`;
  return { ...shared, verdict: 'error', decision: 'ask', value: null, interval: null, itemsNeeded: null, reason };
}
