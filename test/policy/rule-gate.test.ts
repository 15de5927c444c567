import { describe, expect, test } from 'vitest';
import type { Comparison, Estimate, TestScores } from '../../src/contracts/evaluation-report.ts';
import { GateResult } from '../../src/contracts/gate.ts';
import { GateRule } from '../../src/contracts/gates-spec.ts';
import { checkRules } from '../../src/policy/check-rules.ts';
import { GatesSpec } from '../../src/contracts/gates-spec.ts';
import { ruleGate } from '../../src/policy/rule-gate.ts';

const estimate = (mean: number, half = 0.05): Estimate => ({ mean, low: mean - half, high: mean + half, n: 100, method: 'wilson' });

function scores(metrics: TestScores['metrics']): TestScores {
  return {
    test: 'cards',
    split: 'test',
    prompt: 'zeroShot',
    answers: 'json',
    n: 100,
    primary: 'exactMatch',
    metrics,
    groups: [],
    medianPromptTokens: 40,
    medianAnswerTokens: 12,
    medianSecondsPerAnswer: 0.1,
    p95SecondsPerAnswer: 0.2,
    chance: 0,
    predictions: { sha256: '0'.repeat(64), size: 0, rows: 0 },
  };
}

function comparison(metric: Comparison['metric'], before: number, after: number, half: number): Comparison {
  const difference = after - before;
  return {
    metric,
    against: 'base',
    before: estimate(before),
    after: estimate(after),
    difference: estimate(difference, 1.2 * half),
    percentile5: difference - half,
    percentile95: difference + half,
    pValue: 0.5,
    test: 'paired-bootstrap',
    standardDeviation: 0.3,
  };
}

const rule = (given: Record<string, unknown>) =>
  GateRule.parse({ metric: 'fieldAccuracy', against: 'base', onInconclusive: 'reject', ...given });
const verdictOf = (request: Parameters<typeof ruleGate>[0]) => GateResult.parse(ruleGate(request)).verdict;

describe('a rule against a model', () => {
  test('passes when the metric is not worse by more than the margin, with its interval', () => {
    const at = (after: number) =>
      verdictOf({ rule: rule({ margin: 0.1 }), scores: scores({}), comparison: comparison('fieldAccuracy', 0.8, after, 0.04) });
    expect([at(0.8), at(0.72), at(0.5)]).toEqual(['pass', 'inconclusive', 'fail']);
  });

  test('turns the sign of a metric of which less is better', () => {
    const at = (after: number) =>
      verdictOf({
        rule: rule({ metric: 'perplexity', margin: 0.5 }),
        scores: scores({}),
        comparison: comparison('perplexity', 4, after, 0.2),
      });
    expect([at(3), at(4.2), at(4.5), at(6)]).toEqual(['pass', 'pass', 'inconclusive', 'fail']);
  });

  test('is an error where there is nothing to compare with', () => {
    expect(ruleGate({ rule: rule({}), scores: scores({}), comparison: null })).toMatchObject({
      verdict: 'error',
      decision: 'ask',
      what: 'fieldAccuracy',
    });
  });
});

describe('a rule against a value', () => {
  const against = (given: Record<string, unknown>, found: TestScores['metrics']) =>
    ruleGate({ rule: rule({ against: 'value', value: 0.9, ...given }), scores: scores(found), comparison: null });

  test('decides by the interval of the metric', () => {
    const at = (mean: number) => against({}, { fieldAccuracy: estimate(mean, 0.03) }).verdict;
    expect([at(0.95), at(0.9), at(0.8)]).toEqual(['pass', 'inconclusive', 'fail']);
  });

  test('asks for at most the value where less is better', () => {
    const at = (mean: number) => against({ metric: 'perplexity', value: 3 }, { perplexity: estimate(mean, 0.2) });
    expect([at(2).verdict, at(3.1).verdict, at(5).verdict]).toEqual(['pass', 'inconclusive', 'fail']);
    expect(at(5).reason).toContain('at most 3.00 is asked for');
  });

  test('is an error where the metric was not measured', () => {
    expect(against({}, { fieldAccuracy: null })).toMatchObject({ verdict: 'error', decision: 'ask', value: null });
  });
});

describe('a rule of the spec', () => {
  test.each([
    [{ against: 'value' }, 'a value belongs to against: value'],
    [{ against: 'base', value: 0.5 }, 'a value belongs to against: value'],
  ])('%j is refused', (given, message) => {
    expect(GateRule.safeParse({ metric: 'accuracy', ...given }).error?.issues[0]?.message).toContain(message);
  });

  test('on a metric that the answers do not have is refused before anything is trained', () => {
    const gates = GatesSpec.parse({ rules: [{ metric: 'accuracy', against: 'base' }] });
    expect(() => checkRules({ name: 'cards', gates }, 'labels')).not.toThrow();
    expect(() => checkRules({ name: 'cards', gates }, 'text')).toThrow(
      /gates\.rules of "cards" names the metric accuracy.*Allowed are tokenF1, exactMatch, perplexity/,
    );
  });
});
