import { describe, expect, test } from 'vitest';
import type { Comparison, Estimate } from '../../src/contracts/evaluation-report.ts';
import { compareModels } from '../../src/evaluation/comparison.ts';
import { adjustFailures } from '../../src/policy/adjust-failures.ts';
import { notWorse } from '../../src/policy/gates.ts';
import { textAnswers, textSet } from '../evaluation/answered.ts';

const estimate = (mean: number): Estimate => ({ mean, low: mean - 0.05, high: mean + 0.05, n: 100, method: 'wilson' });

function comparison(pFail?: number): Comparison {
  return {
    metric: 'exactMatch',
    against: 'base',
    before: estimate(0.9),
    after: estimate(0.7),
    difference: estimate(-0.2),
    percentile5: -0.25,
    percentile95: -0.15,
    pValue: 0.01,
    test: 'mcnemar-exact',
    standardDeviation: 0.4,
    ...(pFail === undefined ? {} : { pFail }),
  };
}

describe('failures of several gates', () => {
  test('are adjusted for their number by Holm; a comparison without a margin is no member', () => {
    const adjusted = adjustFailures([comparison(0.01), comparison(), comparison(0.03), comparison(0.5)]);
    expect(adjusted.map(({ pFail }) => pFail)).toEqual([0.03, undefined, 0.06, 0.5]);
  });

  test('stand where they are clear, and become inconclusive where one of several may fail by chance', () => {
    const verdicts = adjustFailures([comparison(0.01), comparison(0.03), comparison(0.5)]).map((each) => notWorse(each, 0.1));
    expect(verdicts).toEqual(['fail', 'inconclusive', 'inconclusive']);
    expect(notWorse(comparison(0.03), 0.1)).toBe('fail');
  });

  test('agree with the interval that decides: p is at most 5 % exactly where its upper bound lies below the margin', () => {
    const { rows, predictions: before } = textAnswers(Array.from({ length: 200 }, () => true));
    for (const lost of [10, 20, 24, 28, 32, 40]) {
      const { predictions: after } = textAnswers(Array.from({ length: 200 }, (_, index) => index >= lost));
      const found = compareModels({ set: textSet, metric: 'exactMatch', against: 'base', rows, before, after, margin: 0.1, seed: 1 });
      expect(found.pFail! <= 0.05).toBe(found.percentile95 < -0.1);
    }
  });
});
