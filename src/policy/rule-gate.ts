import type { Comparison, MetricName, TestScores } from '../contracts/evaluation-report.ts';
import type { GateResult, Verdict } from '../contracts/gate.ts';
import type { GateRule } from '../contracts/gates-spec.ts';
import { describeMetric, inMetric, inSignedMetric } from './gate-words.ts';
import { decide, gateSentence, itemsToSettle, judgedSplit, notWorse, rounding } from './gates.ts';

/** Whether less of a metric is better. */
export function isLowerBetter(metric: MetricName): boolean {
  return metric === 'perplexity';
}

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
  const oriented = isLowerBetter(metric) ? { percentile5: -percentile95, percentile95: -percentile5 } : comparison;
  const gain = isLowerBetter(metric) ? -difference.mean : difference.mean;
  const verdict = notWorse(oriented, margin);
  const decision = decide(verdict, onInconclusive, gain >= -margin - rounding);
  const needed = verdict === 'inconclusive' ? itemsToSettle(comparison, isLowerBetter(metric) ? -margin : margin) : null;
  const change = inSignedMetric(metric, difference.mean);
  const interval = `[${inSignedMetric(metric, difference.low)}, ${inSignedMetric(metric, difference.high)}]`;
  const allowed = margin === 0 ? 'it must not be worse' : `it may be ${inMetric(metric, margin)} worse at most`;
  const numbers = `${describeMetric(metric)} on "${scores.test}" went from ${inMetric(metric, comparison.before.mean)} (${comparison.against}) to ${inMetric(metric, comparison.after.mean)}: ${change} ${interval}; ${allowed}`;
  const reason = gateSentence(numbers, verdict, decision, needed);
  return { ...shared, verdict, decision, value: difference.mean, interval: difference, itemsNeeded: needed, reason };
}

function againstValue(rule: GateRule, scores: TestScores): GateResult {
  const { metric, value = 0, margin, onInconclusive } = rule;
  const threshold = isLowerBetter(metric) ? value + margin : value - margin;
  const shared = { ...sharedOf(rule, scores), threshold };
  const found = scores.metrics[metric] ?? null;
  if (found === null) return error(shared, rule, scores, 'it was not measured');
  const [worst, best] = isLowerBetter(metric) ? [-found.high, -found.low] : [found.low, found.high];
  const [reached, limit] = isLowerBetter(metric) ? [-found.mean, -threshold] : [found.mean, threshold];
  const verdict: Verdict = worst >= limit ? 'pass' : best < limit ? 'fail' : 'inconclusive';
  const decision = decide(verdict, onInconclusive, reached >= limit - rounding);
  const side = isLowerBetter(metric) ? 'at most' : 'at least';
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
