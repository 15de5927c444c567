import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { differenceInterval } from '../../../src/evaluation/statistics/difference-interval.ts';
import { familyVerdicts, holm, marginPValues } from '../../../src/policy/holm.ts';
import { randomisationTest } from '../../../src/evaluation/statistics/randomisation.ts';
import { discordantDeviation, minimumDetectableEffect, rowsForGate, rowsToDetect } from '../../../src/policy/test-size.ts';
import { expandedPercentiles } from '../../../src/evaluation/statistics/expanded-percentiles.ts';
import { notWorse } from '../../../src/policy/gates.ts';
import { Draws, drawPairs } from './draws.ts';

describe('several gates', () => {
  test('Holm’s adjustment, as statsmodels has it', () => {
    [0.04, 0.09, 0.09, 0.025, 0.2].forEach((expected, index) => {
      expect(holm([0.01, 0.04, 0.03, 0.005, 0.2])[index]).toBeCloseTo(expected, 12);
    });
    expect(holm([])).toEqual([]);
    expect(holm([0.6, 0.7])).toEqual([1, 1]);
    expect(holm([Number.NaN, 0.01])).toEqual([Number.NaN, 0.02]);
  });

  test('adjusted p values are no smaller, keep their order, and stay at most 1', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }), (values) => {
        const adjusted = holm(values);
        values.forEach((value, index) => {
          expect(adjusted[index]).toBeGreaterThanOrEqual(value);
          expect(adjusted[index]).toBeLessThanOrEqual(1);
          values.forEach((other, at) => {
            expect(value >= other || adjusted[index]! <= adjusted[at]!).toBe(true);
          });
        });
      }),
    );
  });

  test('the p value of a margin is at most 0.05 exactly where the bounds decide', () => {
    const draws = new Draws(5);
    for (let time = 0; time < 40; time++) {
      const pairs = drawPairs(
        Array.from({ length: 120 }, () => null),
        { before: 0.7, loss: 0.12, gain: 0.06 },
        0,
        draws,
      );
      const intervalAt = (confidence: number) => differenceInterval({ ...pairs, groups: null }, confidence)!;
      const { low, high } = intervalAt(0.9);
      const { pass, fail } = marginPValues(intervalAt, 0.05);
      const verdict = notWorse({ percentile5: low, percentile95: high }, 0.05);
      expect(verdict).toBe(pass <= 0.05 ? 'pass' : fail <= 0.05 ? 'fail' : 'inconclusive');
    }
  });

  test('one gate alone decides as before; among many, a narrow failure is no longer one', () => {
    const narrow = { pass: 0.9, fail: 0.03 };
    expect(familyVerdicts([narrow])).toEqual(['fail']);
    expect(familyVerdicts([narrow, { pass: 0.001, fail: 0.99 }, { pass: 0.2, fail: 0.4 }])).toEqual([
      'inconclusive',
      'pass',
      'inconclusive',
    ]);
    expect(familyVerdicts([{ pass: 0.9, fail: 0.0001 }, narrow])).toEqual(['fail', 'fail']);
  });
});

describe('the paired randomisation test', () => {
  test('counts all assignments out where few rows differ, as SciPy does', () => {
    const test = randomisationTest(
      { before: [0.2, 0.5, 0.9, 0.4, 0.7, 0.1], after: [0.5, 0.6, 0.8, 0.9, 0.8, 0.3], groups: null },
      { seed: 1 },
    );
    expect(test).toEqual({ pValue: 0.125, method: 'randomisation:exact:units=6', reason: null });
  });

  test('identical outputs have p = 1; groups count as one', () => {
    const same = Array.from({ length: 40 }, (_, row) => row % 2);
    expect(randomisationTest({ before: same, after: same, groups: null }, { seed: 1 }).pValue).toBe(1);
    const before = Array.from({ length: 40 }, () => 0);
    const after = Array.from({ length: 40 }, () => 1);
    const groups = before.map((_, row) => `g${row % 4}`);
    expect(randomisationTest({ before, after, groups }, { seed: 1 }).pValue).toBe(2 / 2 ** 4);
    expect(randomisationTest({ before, after, groups: null }, { seed: 1, trials: 999 }).pValue).toBeCloseTo(0.001, 6);
  });

  test('sampled and exact agree', () => {
    const draws = new Draws(3);
    const before = Array.from({ length: 60 }, () => draws.uniform());
    const after = before.map((value) => Math.min(1, value + 0.05 * draws.normal() ** 2));
    const mixed = after.map((value, row) => (row % 3 === 0 ? before[row]! - 0.04 * draws.uniform() : value));
    const sampled = randomisationTest({ before, after: mixed, groups: null }, { seed: 7, trials: 4000 });
    const again = randomisationTest({ before, after: mixed, groups: null }, { seed: 8, trials: 4000 });
    expect(sampled.method).toBe('randomisation:4000:seed=7');
    expect(Math.abs(sampled.pValue! - again.pValue!)).toBeLessThan(0.03);
  });

  test('nothing to test is null with a reason', () => {
    expect(randomisationTest({ before: [], after: [], groups: null }, { seed: 1 })).toMatchObject({ pValue: null });
    expect(randomisationTest({ before: [1], after: [Number.NaN], groups: null }, { seed: 1 }).reason).toMatch(/no rows/);
  });
});

describe('how many rows', () => {
  test('the detectable effect and the rows for it are each other’s inverse', () => {
    expect(minimumDetectableEffect(0.4, 784)).toBeCloseTo(0.04, 12);
    expect(rowsToDetect(0.4, 0.04)).toBe(784);
    expect(rowsToDetect(0.4, -0.04)).toBe(784);
    expect(rowsToDetect(0.4, 0)).toBeNull();
    expect(minimumDetectableEffect(0.4, 0)).toBeNull();
  });

  test('a gate needs rows for the nearer of its two questions', () => {
    const standardDeviation = discordantDeviation(0.2, 0);
    const question = { margin: 0.08, harm: 0.16, standardDeviation };
    expect(rowsForGate({ ...question, onInconclusive: 'accept-if-estimate-passes' })).toBe(85);
    expect(rowsForGate({ ...question, onInconclusive: 'reject' })).toBe(339);
    expect(rowsForGate({ ...question, margin: 0, onInconclusive: 'accept' })).toBe(85);
    expect(rowsForGate({ ...question, onInconclusive: 'accept-if-estimate-passes', designEffect: 2 })).toBe(170);
    expect(rowsForGate({ ...question, margin: 0, onInconclusive: 'accept-if-estimate-passes' })).toBeNull();
    expect(rowsForGate({ ...question, harm: 0.08, onInconclusive: 'accept' })).toBeNull();
  });

  test('percentiles of few units are moved outward, of many hardly', () => {
    const distribution = Float64Array.from({ length: 10_001 }, (_, index) => index / 10_000);
    expect(expandedPercentiles(distribution, 1e6).low).toBeCloseTo(0.025, 4);
    expect(expandedPercentiles(distribution, 30).low).toBeLessThan(0.02);
    expect(expandedPercentiles(distribution, 1)).toEqual({ low: 0, high: 1 });
  });
});
