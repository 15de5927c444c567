import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  betaQuantile,
  incompleteBeta,
  logGamma,
  normalCdf,
  normalQuantile,
  studentQuantile,
} from '../../../src/evaluation/statistics/distributions.ts';

describe('distributions agree with SciPy', () => {
  test('normal', () => {
    expect(normalCdf(1.2345) / 0.8914916766373298).toBeCloseTo(1, 11);
    expect(normalCdf(-6) / 9.865876450376946e-10).toBeCloseTo(1, 11);
    expect(normalQuantile(0.025) / -1.9599639845400545).toBeCloseTo(1, 11);
    expect(normalQuantile(0.9) / 1.2815515655446004).toBeCloseTo(1, 11);
    expect(normalQuantile(1e-10) / -6.361340902404056).toBeCloseTo(1, 11);
    expect(normalQuantile(1)).toBe(Number.POSITIVE_INFINITY);
    expect(normalQuantile(1.5)).toBeNaN();
  });

  test('Student', () => {
    expect(studentQuantile(0.975, 29) / 2.045229642132703).toBeCloseTo(1, 11);
    expect(studentQuantile(0.95, 99) / 1.6603911560169906).toBeCloseTo(1, 11);
    expect(studentQuantile(0.975, 3.5) / 2.9400886379827282).toBeCloseTo(1, 11);
    expect(studentQuantile(0.025, 3) / -3.1824463052837078).toBeCloseTo(1, 11);
    expect(studentQuantile(0.975, Number.POSITIVE_INFINITY)).toBe(normalQuantile(0.975));
  });

  test('beta and gamma', () => {
    expect(incompleteBeta(0.3, 2.5, 7.25) / 0.6604822735819071).toBeCloseTo(1, 11);
    expect(incompleteBeta(0.999, 200, 0.7) / 0.6709431007292512).toBeCloseTo(1, 11);
    expect(betaQuantile(0.1, 0.5, 3) / 0.0028552950848807716).toBeCloseTo(1, 11);
    expect(logGamma(0.5) / (Math.log(Math.PI) / 2)).toBeCloseTo(1, 11);
    expect(logGamma(11) / Math.log(3628800)).toBeCloseTo(1, 11);
  });

  test('quantile and share are each other’s inverse', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }), fc.double({ min: 0.3, max: 300, noNaN: true }), (share, a) => {
        expect(normalCdf(normalQuantile(share))).toBeCloseTo(share, 12);
        expect(incompleteBeta(betaQuantile(share, a, 2), a, 2)).toBeCloseTo(share, 9);
      }),
      { numRuns: 40 },
    );
  });
});
