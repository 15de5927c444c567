/** What gates are called for a person, and how their numbers are written. */
import type { BehaviourSummary } from '../contracts/behaviour-report.ts';
import type { AnswerKind } from '../contracts/dataset.ts';
import { MetricName } from '../contracts/evaluation-report.ts';
import type { GateResult } from '../contracts/gate.ts';
import { capabilityTitles, columnTitle } from './behaviour-words.ts';
import { inPoints, notMeasured, percent, ratio, significant, signedPoints } from './numbers.ts';
import { metricTitle } from './wording.ts';

const titles: Record<GateResult['gate'], string> = {
  retention: 'Keeps what it knew',
  quality: 'Not worse than its start',
  minimum: 'Good enough',
  overfitting: 'Learned more than its rows',
  capability: 'Keeps what the base can do',
  robustness: 'Holds when put otherwise',
  impactRatio: 'Serves groups alike',
  groupGap: 'No wide gap between groups',
  rule: 'Rule of the spec',
};

/** "Serves groups alike, by country", "Rule of the spec: field accuracy" */
export function gateTitle({ gate, what }: Pick<GateResult, 'gate' | 'what'>): string {
  if (what === undefined) return titles[gate];
  return gate === 'rule' ? `${titles.rule}: ${ruleMetric(what)}` : `${titles[gate]}, by ${columnTitle(what)}`;
}

/** As part of a sentence: "the impact ratio gate". */
export const gateNouns: Record<GateResult['gate'], string> = {
  retention: 'retention',
  quality: 'quality',
  minimum: 'minimum',
  overfitting: 'overfitting',
  capability: 'capability',
  robustness: 'robustness',
  impactRatio: 'impact ratio',
  groupGap: 'group gap',
  rule: 'rule’s',
};

function ruleMetric(what: string): string {
  const metric = MetricName.safeParse(what);
  const kind: AnswerKind = 'text'; // a card is an exact answer too
  return metric.success ? metricTitle(metric.data, kind).toLowerCase() : what;
}

/** What a gate looked at: "company, test rows", "reasoning, general suite". */
export function gateRows({ test, split }: Pick<GateResult, 'test' | 'split'>): string {
  return split === 'suite' ? `${(capabilityTitles as Record<string, string>)[test] ?? test}, general suite` : `${test}, ${split} rows`;
}

/** Value and limit of a gate: "0.82, at least 0.90". An impact ratio's interval stands beside it, not in the gate. */
export function gateNumbers(
  result: GateResult,
  behaviour: readonly BehaviourSummary[] = [],
): { value: string; threshold: string; interval: string } {
  const { value, threshold } = result;
  const words = wordsOf(result);
  const bounds = result.gate === 'impactRatio' ? impactBounds(result, behaviour) : result.interval;
  return {
    value: value === null ? notMeasured : words.value(value),
    threshold: words.limit(threshold),
    interval: bounds === null ? '–' : `${words.bound(bounds.low)} to ${words.bound(bounds.high)}`,
  };
}

function impactBounds({ test, what }: GateResult, behaviour: readonly BehaviourSummary[]): { low: number; high: number } | null {
  const group = behaviour.find((summary) => summary.test === test)?.groups.find(({ column }) => column === what);
  const { low = null, high = null } = group?.impactRatio ?? {};
  return low === null || high === null ? null : { low, high };
}

type Write = (value: number) => string;

interface GateWords {
  value: Write;
  bound: Write;
  limit: Write;
}

/** One way to write value, bounds and limit alike. */
function plain(write: Write, side: 'least' | 'most', bound: Write = write): GateWords {
  return { value: write, bound, limit: (threshold) => `at ${side} ${write(threshold)}` };
}

const points: Write = (value) => inPoints(value).replace(/ points?$/, '');

const gained: Write = (value) => `${signedPoints(value)} points`;

function wordsOf(result: GateResult): GateWords {
  switch (result.gate) {
    case 'retention':
    case 'capability':
    case 'impactRatio':
      return plain(ratio, 'least');
    case 'minimum':
      return plain(percent, 'least');
    case 'overfitting':
      return plain((value) => `${significant(value)} nats`, 'most');
    case 'robustness':
      return plain((value) => `${inPoints(value)} lost`, 'most', points);
    case 'groupGap':
      return plain(inPoints, 'most', points);
    case 'quality':
      return { value: gained, bound: signedPoints, limit: (threshold) => notWorseThan(-threshold, inPoints) };
    case 'rule':
      return ruleWords(result);
  }
}

/** Against a model the limit is −margin, 0 or less, and the value a difference; against a value both are the metric itself. */
function ruleWords({ what, threshold }: GateResult): GateWords {
  const isPerplexity = what === 'perplexity';
  if (threshold > 0) return plain(isPerplexity ? significant : percent, isPerplexity ? 'most' : 'least');
  const signed: Write = (value) => (value > 0 ? `+${significant(value)}` : significant(value));
  const size = isPerplexity ? significant : inPoints;
  return {
    value: isPerplexity ? signed : gained,
    bound: isPerplexity ? signed : signedPoints,
    limit: (limit) => notWorseThan(-limit, size),
  };
}

function notWorseThan(margin: number, size: Write): string {
  return margin <= 0 ? 'not worse' : `at most ${size(margin)} worse`;
}
