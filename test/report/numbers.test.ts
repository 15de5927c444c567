import { describe, expect, test } from 'vitest';
import type { Comparison } from '../../src/contracts/evaluation-report.ts';
import {
  differenceWithInterval,
  duration,
  learningRate,
  metricWithInterval,
  percent,
  pValue,
  ratio,
  significant,
} from '../../src/report/numbers.ts';
import { differenceInWords } from '../../src/report/wording.ts';

const estimate = (mean: number, low: number, high: number) => ({ mean, low, high, n: 100, method: 'wilson' });

function comparison(mean: number, low: number, high: number, metric: Comparison['metric'] = 'exactMatch', p = 0.0001): Comparison {
  const value = estimate(mean, low, high);
  return {
    metric,
    against: 'base',
    before: value,
    after: value,
    difference: value,
    percentile5: low,
    percentile95: high,
    pValue: p,
    test: 'mcnemar-exact',
    standardDeviation: 0.4,
  };
}

describe('numbers', () => {
  test('carry no more digits than their interval allows', () => {
    expect(metricWithInterval('accuracy', estimate(0.8372, 0.76, 0.902))).toBe('84 % (76 to 90)');
    expect(metricWithInterval('accuracy', estimate(0.8372, 0.834, 0.841))).toBe('83.7 % (83.4 to 84.1)');
    expect(metricWithInterval('perplexity', estimate(12.44, 11.8, 13.1))).toBe('12.4 (11.8 to 13.1)');
    expect(metricWithInterval('accuracy', null)).toBe('not measured');
  });

  test('never look like all or nothing when they are not', () => {
    expect([0, 0.001, 0.999, 1, 0.9999999999999].map((share) => percent(share))).toEqual(['0 %', '<1 %', '>99 %', '100 %', '100 %']);
    expect(ratio(0.8999)).toBe('0.89');
  });

  test('use a real minus sign and no minus zero', () => {
    expect(differenceWithInterval('exactMatch', estimate(-0.03, -0.08, 0.02))).toBe('−3 points (−8 to +2)');
    expect(differenceWithInterval('exactMatch', estimate(-0.001, -0.04, 0.04))).toBe('0 points (−4 to +4)');
  });

  test('write times, rates and p values as people do', () => {
    expect([0.1534, 3.21, 42.4, 500, 3600, 7500].map(duration)).toEqual(['0.15 s', '3.2 s', '42 s', '8 min 20 s', '1 h', '2 h 5 min']);
    expect([8e-4, 0.1, 2.5e-5].map(learningRate)).toEqual(['8e-4', '0.1', '2.5e-5']);
    expect([1e-9, 0.0042, 0.21, 1].map(pValue)).toEqual(['p < 0.001', 'p = 0.004', 'p = 0.21', 'p = 1']);
    expect([1240, 94.04, 0.03123].map((value) => significant(value))).toEqual(['1,240', '94.0', '0.0312']);
  });
});

describe('a difference in words', () => {
  test('names its size, its side, its interval and its p value', () => {
    expect(differenceInWords(comparison(0.42, 0.33, 0.51))).toBe('42 points better, 95 % interval 33 to 51 (p < 0.001)');
    expect(differenceInWords(comparison(-0.12, -0.2, -0.04))).toBe('12 points worse, 95 % interval 4 to 20 (p < 0.001)');
  });

  test('says that it may be chance when the interval holds zero', () => {
    expect(differenceInWords(comparison(0.03, -0.02, 0.08, 'exactMatch', 0.31))).toBe(
      '3 points better, 95 % interval 2 worse to 8 better: may be chance (p = 0.31)',
    );
  });

  test('takes a lower perplexity for the better one', () => {
    expect(differenceInWords(comparison(-4.2, -5.1, -3.3, 'perplexity'))).toBe('4.20 lower, 95 % interval 3.30 to 5.10 (p < 0.001)');
  });
});
