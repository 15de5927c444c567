import { describe, expect, test } from 'vitest';
import type { BehaviourSummary } from '../../src/contracts/behaviour-report.ts';
import type { GateResult } from '../../src/contracts/gate.ts';
import { OverallWeights } from '../../src/contracts/overall-score.ts';
import type { StageOutcome } from '../../src/contracts/run.ts';
import type { AnsweredTest } from '../../src/evaluation/cost/answered-test.ts';
import { overallParts } from '../../src/evaluation/overall-parts.ts';
import { overallScore } from '../../src/evaluation/overall-score.ts';
import { blob, scores } from '../fixtures/report/measured.ts';
import { textAnswers, textSet } from './answered.ts';

const estimate = (mean: number) => ({ mean, low: mean - 0.1, high: mean + 0.1, n: 40, method: 'wilson' });
const gate = (given: Partial<GateResult>): GateResult => ({
  gate: 'retention',
  test: 'general',
  split: 'test',
  verdict: 'pass',
  decision: 'accept',
  value: null,
  threshold: 0.9,
  interval: null,
  itemsNeeded: null,
  reason: '',
  ...given,
});
const finding = { estimate: null, reason: 'not measured here' };

function behaviour(retention: number | null, ratio: number | null): BehaviourSummary {
  const left =
    retention === null ? { estimate: null, reason: 'the original answers are all wrong' } : { estimate: estimate(retention), reason: null };
  const worstCase = {
    n: 40,
    original: finding,
    worst: finding,
    degradation: finding,
    percentile5: null,
    percentile95: null,
    retention: left,
  };
  const reason = ratio === null ? 'fewer than two groups are large enough' : null;
  const impactRatio = { ratio, low: ratio, high: ratio, highest: null, lowest: null, pValue: null, verdict: null, reason, tooSmall: [] };
  return {
    test: 'notes',
    report: blob('behaviour'),
    worstCase,
    groups: [{ column: 'group', impactRatio, gap: null }],
    counterfactuals: [],
  };
}

function stage(given: Partial<StageOutcome> = {}): StageOutcome {
  const ask = { n: 100, kind: 'labels' as const, seconds: 1, promptTokens: 90 };
  return {
    name: 'company',
    teaches: ['notes'],
    accepted: true,
    attempts: [],
    tests: [scores({ ...ask, test: 'notes', primary: 0.8 }), scores({ ...ask, test: 'general', primary: 0.1 })],
    comparisons: [],
    behaviour: [behaviour(0.9, 0.75)],
    gates: [
      gate({ value: 0.95, interval: estimate(0.95) }),
      gate({ gate: 'capability', test: 'reasoning', value: 0.85, interval: estimate(0.85) }),
    ],
    decidedBy: 'gates',
    adapter: null,
    ...given,
  };
}

/** Of 20 texts the base is right in `base` with 2 s each, the tuned model in 16 with 1 s each. */
function notes(base: number): AnsweredTest {
  const asked = (right: number, seconds: number) =>
    textAnswers(Array.from({ length: 20 }, (_, index) => index < right)).predictions.map((said) => ({ ...said, seconds }));
  return {
    set: textSet,
    rows: textAnswers(Array<boolean>(20).fill(true)).rows,
    base: null,
    baseWithExamples: asked(base, 2),
    tuned: asked(16, 1),
  };
}

const asked = { groups: true, machine: true };
const parts = (given: Partial<Parameters<typeof overallParts>[0]> = {}) =>
  overallParts({ stage: stage(), tests: [notes(4)], asked, weights: OverallWeights.parse({}), seed: 7, resamples: 200, ...given });
const named = (list: ReturnType<typeof parts>, name: string) => list.find((part) => part.name === name)!;

describe('the parts of a run’s overall score', () => {
  test('are what the last accepted stage came to, each with its interval', () => {
    const found = parts();
    expect(found.map(({ name, value }) => [name, value])).toEqual([
      ['quality', 0.8],
      ['kept', 0.85],
      ['robustness', 0.9],
      ['groups', 0.75],
      ['speed', expect.closeTo(0.5, 12)],
      ['cost', expect.closeTo(0.125, 12)], // (1 s ÷ 16) ÷ (2 s ÷ 4)
    ]);
    expect(named(found, 'quality')).toMatchObject({ unit: 'accuracy on notes', anchors: { zero: 1 / 8, one: 1 } });
    expect(named(found, 'kept')).toMatchObject({ low: expect.closeTo(0.75, 12), unit: 'retention of reasoning, the least of 2' });
    expect(named(found, 'speed')).toMatchObject({ low: null, high: null }); // each model answered in one batch
    const { score, low, high } = overallScore(found);
    expect(low!).toBeLessThan(score!);
    expect(high!).toBeGreaterThan(score!);
  });

  test('are left out where the spec names no groups and no machine', () => {
    expect(parts({ asked: { groups: false, machine: false } }).map(({ name }) => name)).toEqual(['quality', 'kept', 'robustness', 'speed']);
  });

  test('say why they are missing', () => {
    const found = parts({ stage: stage({ gates: [], behaviour: [behaviour(null, null)] }), tests: [notes(0)] });
    expect(found.flatMap(({ name, value, reason }) => (value === null ? [[name, reason]] : []))).toEqual([
      ['kept', 'there was no earlier stage and no capability above guessing that could be lost'],
      ['robustness', 'the original answers are all wrong'],
      ['groups', 'fewer than two groups are large enough'],
      ['cost', 'none of the answers of the base with examples is right'],
    ]);
    expect(named(parts({ stage: stage({ behaviour: [] }) }), 'robustness').reason).toContain('evaluation.robustness');
    expect(overallScore(found).score).not.toBeNull();
  });

  test('make no score without quality, as where no stage was accepted', () => {
    const [first] = stage().tests;
    const unmeasured = stage({ tests: [{ ...first!, metrics: { accuracy: null } }] });
    expect(named(parts({ stage: unmeasured }), 'quality').reason).toBe('not measured: accuracy on notes');
    expect(overallScore(parts({ stage: unmeasured }))).toMatchObject({ score: null, reason: 'not measured, but required: quality' });
    expect(overallScore(parts({ stage: null, tests: [] }))).toMatchObject({
      score: null,
      components: [{ reason: 'no stage was accepted' }, {}, {}, {}, {}, {}],
    });
  });

  test('are the mean of several tasks’ metrics and the worst of what they may lose', () => {
    const ask = { n: 100, seconds: 1, promptTokens: 90 };
    const tests = [scores({ ...ask, test: 'a', primary: 0.6, kind: 'labels' }), scores({ ...ask, test: 'b', primary: 0.8 })];
    const found = parts({ stage: stage({ teaches: ['a', 'b'], tests, behaviour: [behaviour(0.9, 0.75), behaviour(0.7, 0.95)] }) });
    expect(named(found, 'quality')).toMatchObject({ value: expect.closeTo(0.7, 12), anchors: { zero: 1 / 16 } });
    expect(named(found, 'robustness').value).toBe(0.7);
    expect(named(found, 'groups').value).toBe(0.75);
  });

  test('bound speed by several batches', () => {
    const answered = notes(4);
    const other = answered.baseWithExamples!.map((said, index) => ({ ...said, seconds: index < 10 ? 1 : 3 }));
    const speed = named(parts({ tests: [{ ...answered, baseWithExamples: other }] }), 'speed');
    expect(speed.value).toBeCloseTo(0.5, 12);
    expect(speed.low!).toBeLessThan(0.5);
    expect(speed.high!).toBeGreaterThan(0.5);
  });

  test('count as much as the spec says', () => {
    const weights = OverallWeights.parse({ speed: 2, cost: 0 });
    expect(parts({ weights }).map(({ name, weight }) => [name, weight])).toEqual([
      ['quality', 0.5],
      ['kept', 0.1],
      ['robustness', 0.1],
      ['groups', 0.1],
      ['speed', 2],
      ['cost', 0],
    ]);
  });
});
