import { describe, expect, test } from 'vitest';
import { BehaviourSummary } from '../../src/contracts/behaviour-report.ts';
import { GateResult } from '../../src/contracts/gate.ts';
import { GatesSpec } from '../../src/contracts/gates-spec.ts';
import { impactRatio } from '../../src/evaluation/fairness/impact-ratio.ts';
import { worstCase } from '../../src/evaluation/robustness/worst-case.ts';
import { behaviourGates } from '../../src/policy/behaviour-gates.ts';

const resampling = { seed: 7, resamples: 500 };

/** So many rows that were right as they were, of which so many fail in at least one variant. */
function losing(rows: number, failing: number): BehaviourSummary['worstCase'] {
  const items = Array.from({ length: rows }, (_, row) => ({ group: null, original: 1, variants: [row < failing ? 0 : 1, 1] }));
  return worstCase(items, resampling);
}

/** Two groups with so many right answers of so many rows each. */
function byLanguage(first: [number, number], second: [number, number]): BehaviourSummary['groups'][number] {
  const outcomes = ([right, n]: [number, number]) => Array.from({ length: n }, (_, row) => ({ favourable: row < right, group: null }));
  const groups = [
    { value: 'de', outcomes: outcomes(first) },
    { value: 'fr', outcomes: outcomes(second) },
  ];
  return { column: 'metadata.language', impactRatio: impactRatio(groups, 30, resampling), gap: null };
}

function gatesOf(summary: Partial<BehaviourSummary>, gates: Partial<GatesSpec>): GateResult[] {
  const whole = {
    test: 'cards',
    report: { sha256: '0'.repeat(64), size: 1 },
    worstCase: null,
    groups: [],
    counterfactuals: [],
    ...summary,
  };
  return behaviourGates(BehaviourSummary.parse(whole), { ...GatesSpec.parse({}), ...gates }).map((gate) => GateResult.parse(gate));
}

const robustness = (maximumDegradation: number) => ({ robustness: { maximumDegradation, onInconclusive: 'reject' as const } });

describe('the robustness gate', () => {
  test('does not exist without a threshold, nor where robustness was not measured', () => {
    expect(gatesOf({ worstCase: losing(40, 40) }, {})).toEqual([]);
    expect(gatesOf({}, robustness(0.1))).toEqual([]);
  });

  test('passes a model that loses clearly less, fails one that loses clearly more, and is inconclusive between', () => {
    const verdictOf = (failing: number) => gatesOf({ worstCase: losing(200, failing) }, robustness(0.2))[0]!.verdict;
    expect([verdictOf(10), verdictOf(40), verdictOf(100)]).toEqual(['pass', 'inconclusive', 'fail']);
  });

  test('tells what is lost, of how much, and what is allowed', () => {
    const [gate] = gatesOf({ worstCase: losing(40, 20) }, robustness(0.1));
    expect(gate).toMatchObject({ gate: 'robustness', test: 'cards', verdict: 'fail', decision: 'reject', value: 0.5, threshold: 0.1 });
    expect(gate!.reason).toMatch(
      /loses 50\.0 points \[.*\] when each of 40 rows .* \(100\.0 % → 50\.0 %.*at most 10\.0 points may be lost/,
    );
  });

  test('asks a person where no row had a score', () => {
    expect(gatesOf({ worstCase: worstCase([], resampling) }, robustness(0.1))[0]).toMatchObject({
      verdict: 'error',
      decision: 'ask',
      value: null,
    });
  });
});

describe('the gate on groups', () => {
  test('fails where one group is served much worse and it is no chance', () => {
    const [gate] = gatesOf({ groups: [byLanguage([95, 100], [50, 100])] }, {});
    expect(gate).toMatchObject({ gate: 'impactRatio', what: 'metadata.language', verdict: 'fail', decision: 'reject' });
    expect(gate!.reason).toContain('fr 50.0 % of 100');
  });

  test('passes where rates are alike, and may be chance where rows are few', () => {
    expect(gatesOf({ groups: [byLanguage([90, 100], [88, 100])] }, {})[0]).toMatchObject({ verdict: 'pass', decision: 'accept' });
    expect(gatesOf({ groups: [byLanguage([24, 30], [18, 30])] }, {})[0]).toMatchObject({ verdict: 'inconclusive', decision: 'reject' });
  });

  test('asks a person where groups are too small to be compared', () => {
    const [gate] = gatesOf({ groups: [byLanguage([10, 10], [1, 10])] }, {});
    expect(gate).toMatchObject({ verdict: 'error', decision: 'ask' });
    expect(gate!.reason).toContain('two groups of at least 30 rows');
  });

  test('decides at another threshold by the interval of the ratio', () => {
    const fairness = { minimumImpactRatio: 0.5, maximumGap: null, onInconclusive: 'reject' as const };
    expect(gatesOf({ groups: [byLanguage([95, 100], [80, 100])] }, { fairness })[0]).toMatchObject({ verdict: 'pass', threshold: 0.5 });
  });

  test('is silent where the spec says so', () => {
    const fairness = { minimumImpactRatio: null, maximumGap: null, onInconclusive: 'reject' as const };
    expect(gatesOf({ groups: [byLanguage([95, 100], [50, 100])] }, { fairness })).toEqual([]);
  });

  test('on the gap decides by its interval', () => {
    const difference = (mean: number) => ({ estimate: { mean, low: mean - 0.05, high: mean + 0.05, n: 200, method: 'x' }, reason: null });
    const group = (mean: number) => ({
      ...byLanguage([95, 100], [50, 100]),
      gap: { best: 'de', worst: 'fr', difference: difference(mean), pValue: 0.01 },
    });
    const fairness = { minimumImpactRatio: null, maximumGap: 0.1, onInconclusive: 'reject' as const };
    const verdictOf = (mean: number) => gatesOf({ groups: [group(mean)] }, { fairness })[0]!.verdict;
    expect([verdictOf(0.02), verdictOf(0.12), verdictOf(0.4)]).toEqual(['pass', 'inconclusive', 'fail']);
  });
});
