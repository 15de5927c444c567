import { describe, expect, test } from 'vitest';
import type { TestScores } from '../../src/contracts/evaluation-report.ts';
import type { StageOutcome } from '../../src/contracts/run.ts';
import { retention, retentionMatrix } from '../../src/policy/retention.ts';

const estimate = (mean: number, low = mean - 0.1) => ({ mean, low, high: Math.min(1, mean + 0.1), n: 50, method: 'wilson' });

function scores(test: string, mean: number, prompt: TestScores['prompt'] = 'zeroShot'): TestScores {
  const predictions = { sha256: '0'.repeat(64), size: 0, rows: 0 };
  const costs = { medianPromptTokens: 1, medianAnswerTokens: 1, medianSecondsPerAnswer: 1, p95SecondsPerAnswer: null };
  return {
    test,
    split: 'test',
    prompt,
    answers: 'text',
    n: 50,
    primary: 'tokenF1',
    metrics: { tokenF1: estimate(mean) },
    groups: [],
    ...costs,
    chance: 0,
    predictions,
  };
}

function outcome(name: string, accepted: boolean, tests: TestScores[]): StageOutcome {
  return {
    name,
    accepted,
    attempts: [],
    tests,
    comparisons: [],
    earlierComparisons: [],
    gates: [],
    decidedBy: 'gates',
    adapter: accepted ? {} : null,
  };
}

describe('retention', () => {
  test('is the share that is left, and may be more than all', () => {
    expect(retention(estimate(0.8), estimate(0.6), 0)).toBeCloseTo(0.75, 12);
    expect(retention(estimate(0.5), estimate(0.6), 0)).toBeCloseTo(1.2, 12);
  });

  test('is null where there was nothing to keep, or nothing was measured', () => {
    expect(retention(estimate(0.3, 0.2), estimate(0.3), 0.25)).toBeNull();
    expect(retention(estimate(0, 0), estimate(0.3), 0)).toBeNull();
    expect(retention(null, estimate(0.3), 0)).toBeNull();
    expect(retention(estimate(0.3), null, 0)).toBeNull();
  });
});

test('the matrix has a row for each accepted stage, against what was known right after the stage that taught it', () => {
  const matrix = retentionMatrix([
    outcome('general', true, [scores('general', 0.8)]),
    outcome('specific', false, [scores('specific', 0.9), scores('general', 0.1)]),
    outcome('company', true, [scores('company', 0.7), scores('company', 0.2, 'fewShot'), scores('general', 0.6)]),
  ]);
  expect(matrix).toEqual([
    { after: 'general', test: 'general', score: 0.8, retention: 1 },
    { after: 'company', test: 'company', score: 0.7, retention: 1 },
    { after: 'company', test: 'general', score: 0.6, retention: expect.closeTo(0.75, 12) },
  ]);
});
