import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { brierScore, brierScoreOfLabels, probabilitiesOf } from '../../../src/evaluation/calibration/brier.ts';
import { calibrationError } from '../../../src/evaluation/calibration/calibration-error.ts';

const row = (probability: number | null, isRight: boolean) => ({ probability, isRight });

describe('expected calibration error', () => {
  test('a case by hand: two bins of ten', () => {
    const rows = [row(0.95, true), row(0.91, false), row(0.92, true), row(0.3, false), row(0.25, true)];
    const found = calibrationError(rows, { bins: 10 });
    const upper = Math.abs(2 / 3 - (0.95 + 0.91 + 0.92) / 3);
    const lower = Math.abs(1 / 2 - (0.3 + 0.25) / 2);
    expect(found.value).toBeCloseTo(0.6 * upper + 0.4 * lower, 12);
    expect(found.maximum).toBeCloseTo(Math.max(upper, lower), 12);
    expect(found.overconfidence).toBeCloseTo((0.95 + 0.91 + 0.92 + 0.3 + 0.25) / 5 - 3 / 5, 12);
    expect(found.bins[9]).toMatchObject({ from: 0.9, to: 1, count: 3, accuracy: 2 / 3 });
    expect(found.bins[0]).toMatchObject({ count: 0, confidence: null, accuracy: null });
    expect(found.signature).toBe('ece:10|bins:equal-width|norm:l1|version:1');
  });

  test('a bin holds its upper edge; the first holds 0; 15 bins by default', () => {
    const { bins } = calibrationError([row(0, false), row(1 / 15, false), row(1, true)]);
    expect(bins).toHaveLength(15);
    expect(bins[0]!.count).toBe(2);
    expect(bins[14]!.count).toBe(1);
  });

  test('bins of equal mass hold equal numbers of rows', () => {
    const rows = Array.from({ length: 22 }, (_, index) => row((index % 11) / 10, index % 2 === 0));
    const { bins } = calibrationError(rows, { bins: 5, binning: 'mass' });
    expect(bins.map(({ count }) => count)).toEqual([4, 4, 5, 4, 5]);
    expect(bins[4]!.to).toBe(1);
  });

  test('what is no probability is left out and counted; nothing left is null with the reason', () => {
    const odd = [row(Number.NaN, true), row(1.2, true), row(-0.1, false), row(null, true)];
    expect(calibrationError([...odd, row(1, true)])).toMatchObject({ value: 0, n: 1, leftOut: 4 });
    expect(calibrationError(odd)).toMatchObject({
      value: null,
      n: 0,
      leftOut: 4,
      bins: [],
      reason: expect.stringMatching(/none of the 4 rows/),
    });
    expect(calibrationError([])).toMatchObject({ value: null, reason: 'there are no rows' });
  });

  test('it lies in [0, 1], its bins count all rows, and it is at least as large as the mean is off', () => {
    const rows = fc.array(fc.record({ probability: fc.double({ min: 0, max: 1, noNaN: true }), isRight: fc.boolean() }), {
      minLength: 1,
      maxLength: 60,
    });
    fc.assert(
      fc.property(rows, fc.constantFrom('width' as const, 'mass' as const), (drawn, binning) => {
        const { value, overconfidence, bins } = calibrationError(drawn, { binning });
        expect(value).toBeLessThanOrEqual(1 + 1e-12);
        expect(value).toBeGreaterThanOrEqual(Math.abs(overconfidence!) - 1e-9);
        expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(drawn.length);
      }),
    );
  });
});

describe('the Brier score', () => {
  test('of right and wrong answers, as scikit-learn has it', () => {
    const rows = [row(0.9, true), row(0.4, false), row(0.35, true), row(0.8, true), row(0.1, false)];
    expect(brierScore(rows)).toMatchObject({ value: expect.closeTo(0.1285, 12), n: 5, leftOut: 0, reason: null });
    expect(brierScore(rows).interval).toMatchObject({ method: 'clopper-pearson' });
  });

  test('of several labels: the sum over them, twice the binary score of two', () => {
    const probabilities = { law: 0.7, payment: 0.2, term: 0.1 };
    expect(brierScoreOfLabels([{ probabilities, reference: 'law' }]).value).toBeCloseTo(0.09 + 0.04 + 0.01, 12);
    const two = brierScoreOfLabels([{ probabilities: { yes: 0.8, no: 0.2 }, reference: 'no' }]);
    expect(two.value).toBeCloseTo(2 * 0.64, 12);
    expect(two.interval!.high).toBeLessThanOrEqual(2);
  });

  test('rows without usable probabilities are left out and counted', () => {
    const rows = [
      { probabilities: null, reference: 'a' },
      { probabilities: { a: 0.5, b: 0.1 }, reference: 'a' },
      { probabilities: { a: Number.NaN, b: 1 }, reference: 'a' },
      { probabilities: { a: 1 }, reference: 'constructor' },
    ];
    expect(brierScoreOfLabels(rows)).toMatchObject({
      value: null,
      interval: null,
      n: 0,
      leftOut: 4,
      reason: expect.stringMatching(/none of the 4/),
    });
    expect(brierScore([row(Number.NaN, true), row(1, true)])).toMatchObject({ value: 0, n: 1, leftOut: 1 });
    expect(brierScore([])).toMatchObject({ value: null, reason: 'there are no rows' });
  });

  test('probabilities among labels from log-likelihoods, however small these are', () => {
    const found = probabilitiesOf([-1000, -1000 - Math.LN2])!;
    expect(found[0]).toBeCloseTo(2 / 3, 12);
    expect(found[1]).toBeCloseTo(1 / 3, 12);
    expect(probabilitiesOf([])).toBeNull();
    expect(probabilitiesOf([Number.NaN, -1])).toBeNull();
    expect(probabilitiesOf([Number.NEGATIVE_INFINITY, -1])).toEqual([0, 1]);
  });
});
