import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Comparison, Estimate, TestScores } from '../../src/contracts/evaluation-report.ts';
import { GateResult } from '../../src/contracts/gate.ts';
import { GatesSpec } from '../../src/contracts/gates-spec.ts';
import { combinedDecision, decide, minimumGate, notWorse, qualityGate, retentionGate } from '../../src/policy/gates.ts';
import { itemsNeeded } from '../../src/policy/items-needed.ts';

const estimate = (mean: number, half = 0.05, n = 100): Estimate => ({ mean, low: mean - half, high: mean + half, n, method: 'wilson' });

function scores(mean: number | null, given: Partial<TestScores> = {}): TestScores {
  return {
    test: 'specific',
    split: 'validation',
    prompt: 'zeroShot',
    answers: 'json',
    n: mean === null ? 0 : 100,
    primary: 'exactMatch',
    metrics: { exactMatch: mean === null ? null : estimate(mean) },
    groups: [],
    medianPromptTokens: 40,
    medianAnswerTokens: 12,
    medianSecondsPerAnswer: 0.1,
    p95SecondsPerAnswer: 0.2,
    chance: 0,
    predictions: { sha256: '0'.repeat(64), size: 0, rows: 0 },
    ...given,
  };
}

/** A comparison whose paired difference has the given spread. */
function comparison(before: number, after: number, spread = 0.02, given: Partial<Comparison> = {}): Comparison {
  const difference = after - before;
  return {
    metric: 'exactMatch',
    against: 'right after stage specific',
    before: estimate(before),
    after: estimate(after),
    difference: { ...estimate(difference, 1.2 * spread), method: 'paired-bootstrap:1000:seed=0' },
    percentile5: difference - spread,
    percentile95: difference + spread,
    pValue: 0.5,
    test: 'mcnemar-exact',
    standardDeviation: 0.3,
    ...given,
  };
}

const settings = GatesSpec.parse({});
const retain = (before: number, after: number, spread?: number, given: Partial<GatesSpec['retention']> = {}) =>
  retentionGate({ before: scores(before), comparison: comparison(before, after, spread), settings: { ...settings.retention, ...given } });
const share = fc.double({ min: 0.1, max: 1, noNaN: true });

describe('the retention gate', () => {
  test('passes when nearly everything is surely left', () => {
    const gate = GateResult.parse(retain(0.83, 0.82));
    expect(gate).toMatchObject({
      gate: 'retention',
      test: 'specific',
      split: 'validation',
      verdict: 'pass',
      decision: 'accept',
      threshold: 0.9,
      itemsNeeded: null,
    });
    expect(gate.value).toBeCloseTo(0.82 / 0.83, 12);
    expect(gate.interval!.mean).toBeCloseTo(0.82 / 0.83, 12);
    expect(gate.reason).toBe('Passed: 98.8 % of "specific" is left (exact answers 83.0 % → 82.0 % [77.0, 87.0]); at least 90.0 % must be.');
  });

  test('fails when more than the margin is surely lost', () => {
    expect(retain(0.83, 0.6)).toMatchObject({ verdict: 'fail', decision: 'reject', itemsNeeded: null });
  });

  test('is inconclusive in between: the estimate decides, and the rows that would settle it are named', () => {
    const kept = retain(0.8, 0.75, 0.06);
    expect(kept).toMatchObject({ verdict: 'inconclusive', decision: 'accept', itemsNeeded: 784 });
    expect(kept.reason).toMatch(/^Inconclusive, counts as passed: .* About 784 rows would settle it\.$/);
    expect(retain(0.8, 0.7, 0.06)).toMatchObject({ verdict: 'inconclusive', decision: 'reject' });
  });

  test.each([
    ['accept', 0.7, 'accept'],
    ['reject', 0.75, 'reject'],
    ['ask', 0.75, 'ask'],
  ] as const)('an inconclusive verdict comes to what the spec says: %s', (onInconclusive, after, decision) => {
    expect(retain(0.8, after, 0.06, { onInconclusive })).toMatchObject({ verdict: 'inconclusive', decision });
  });

  test('does not apply, and says so, where the earlier score does not exclude guessing', () => {
    const before = scores(0.3, { chance: 0.26, answers: 'labels', primary: 'accuracy', metrics: { accuracy: estimate(0.3) } });
    const gate = retentionGate({ before, comparison: comparison(0.3, 0, 0.02, { metric: 'accuracy' }), settings: settings.retention });
    expect(gate).toMatchObject({ verdict: 'inconclusive', decision: 'accept', value: null, interval: null });
    expect(gate.reason).toMatch(/does not exclude guessing \(26\.0 %\)/);
  });

  test('never looks at rows that were trained on', () => {
    const before = scores(0.8, { split: 'train' });
    expect(() => retentionGate({ before, comparison: comparison(0.8, 0.8), settings: settings.retention })).toThrow(/trained on/);
  });

  test('keeping more never changes a verdict for the worse', () => {
    const rank = { fail: 0, inconclusive: 1, pass: 2, error: -1 };
    fc.assert(
      fc.property(share, share, share, fc.double({ min: 0, max: 0.2, noNaN: true }), (before, one, other, spread) => {
        const [less, more] = one < other ? [one, other] : [other, one];
        expect(rank[retain(before, more, spread).verdict]).toBeGreaterThanOrEqual(rank[retain(before, less, spread).verdict]);
      }),
    );
  });

  test('a wider interval never turns a pass into a fail or the reverse', () => {
    fc.assert(
      fc.property(share, share, fc.double({ min: 0, max: 0.2, noNaN: true }), (before, after, spread) => {
        const verdicts = [retain(before, after, spread).verdict, retain(before, after, spread * 2).verdict];
        expect(verdicts).not.toEqual(['pass', 'fail']);
        expect(verdicts).not.toEqual(['fail', 'pass']);
      }),
    );
  });

  test('only what is inconclusive is decided by onInconclusive', () => {
    fc.assert(
      fc.property(
        share,
        share,
        fc.constantFrom('accept', 'reject', 'ask', 'accept-if-estimate-passes'),
        (before, after, onInconclusive) => {
          const gate = retain(before, after, 0.03, { onInconclusive });
          const ruled = { pass: 'accept', fail: 'reject', inconclusive: gate.decision, error: 'ask' }[gate.verdict];
          expect(gate.decision).toBe(ruled);
        },
      ),
    );
  });
});

describe('the quality gate', () => {
  const quality = (before: number, after: number, spread?: number, given: Partial<GatesSpec['quality']> = {}) =>
    qualityGate({
      scores: scores(after),
      comparison: comparison(before, after, spread, { against: 'base' }),
      settings: { ...settings.quality, ...given },
    });

  test('passes a better model, fails a worse one', () => {
    expect(quality(0.1, 0.8)).toMatchObject({ verdict: 'pass', decision: 'accept', threshold: 0 });
    expect(quality(0.1, 0.8).reason).toBe(
      'Passed: exact answers on "specific" went from 10.0 % (base) to 80.0 % [75.0, 85.0]: +70.0 points [+67.6 points, +72.4 points]; it must not be worse.',
    );
    expect(quality(0.8, 0.7)).toMatchObject({ verdict: 'fail', decision: 'reject' });
  });

  test('a model that is as good as its start is accepted on the estimate, not passed', () => {
    expect(quality(0.5, 0.5)).toMatchObject({ verdict: 'inconclusive', decision: 'accept', itemsNeeded: null });
  });

  test('a margin allows that much', () => {
    expect(quality(0.8, 0.77, 0.02, { notWorseThanStartBy: 0.1 })).toMatchObject({ verdict: 'pass', threshold: -0.1 });
    expect(quality(0.8, 0.77, 0.02)).toMatchObject({ verdict: 'fail' });
  });
});

describe('the minimum gate', () => {
  const minimum = (mean: number | null, least: number | null) =>
    minimumGate({ scores: scores(mean), settings: { ...settings.quality, minimum: least } });

  test('is absent where the spec names no minimum', () => {
    expect(minimum(0.9, null)).toBeNull();
  });

  test('is decided by the interval, and else by the estimate', () => {
    expect(minimum(0.9, 0.8)).toMatchObject({ verdict: 'pass', decision: 'accept', value: 0.9, threshold: 0.8 });
    expect(minimum(0.7, 0.8)).toMatchObject({ verdict: 'fail', decision: 'reject' });
    expect(minimum(0.82, 0.8)).toMatchObject({ verdict: 'inconclusive', decision: 'accept' });
    expect(minimum(0.78, 0.8)).toMatchObject({ verdict: 'inconclusive', decision: 'reject' });
    expect(minimum(0.82, 0.8)!.itemsNeeded).toBeGreaterThan(100);
  });

  test('what was not measured is an error that a person settles', () => {
    expect(minimum(null, 0.8)).toMatchObject({ verdict: 'error', decision: 'ask', value: null });
  });
});

describe('deciding', () => {
  test('percentiles on the margin itself are inconclusive', () => {
    expect(notWorse({ percentile5: -0.1, percentile95: 0 }, 0.1)).toBe('inconclusive');
    expect(notWorse({ percentile5: -0.2, percentile95: -0.1 }, 0.1)).toBe('inconclusive');
    expect(notWorse({ percentile5: -0.0999, percentile95: 0 }, 0.1)).toBe('pass');
    expect(notWorse({ percentile5: -0.2, percentile95: -0.1001 }, 0.1)).toBe('fail');
  });

  test('an error is never accepted', () => {
    for (const onInconclusive of ['accept', 'reject', 'ask', 'accept-if-estimate-passes'] as const)
      expect(decide('error', onInconclusive, true)).toBe('ask');
  });

  test('of several gates the worst decides', () => {
    const of = (...decisions: GateResult['decision'][]) => combinedDecision(decisions.map((decision) => ({ decision })));
    expect(of()).toBe('accept');
    expect(of('accept', 'accept')).toBe('accept');
    expect(of('accept', 'ask')).toBe('ask');
    expect(of('ask', 'reject', 'accept')).toBe('reject');
  });

  test('the rows needed follow 2.8 sd ÷ √n and are never fewer than those at hand', () => {
    expect(itemsNeeded({ standardDeviation: 0.5, distance: 0.1, n: 50 })).toBe(196);
    expect(itemsNeeded({ standardDeviation: 0.5, distance: -0.1, n: 50 })).toBe(196);
    expect(itemsNeeded({ standardDeviation: 0.01, distance: 0.1, n: 50 })).toBe(51);
    expect(itemsNeeded({ standardDeviation: 0, distance: 0.1, n: 50 })).toBeNull();
    expect(itemsNeeded({ standardDeviation: 0.5, distance: 0, n: 50 })).toBeNull();
    expect(itemsNeeded({ standardDeviation: 0.5, distance: 1e-9, n: 50 })).toBeNull();
  });
});
