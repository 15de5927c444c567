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

/** Equal to a part in 10¹¹. */
function expectClose(value: number, expected: number): void {
  expect(Math.abs(value / expected - 1)).toBeLessThan(1e-11);
}

describe('distributions agree with SciPy', () => {
  test('normal', () => {
    expectClose(normalCdf(1.2345), 0.8914916766373298);
    expectClose(normalCdf(-6), 9.865876450376946e-10);
    expectClose(normalQuantile(0.025), -1.9599639845400545);
    expectClose(normalQuantile(0.9), 1.2815515655446004);
    expectClose(normalQuantile(1e-10), -6.361340902404056);
    expect(normalQuantile(1)).toBe(Number.POSITIVE_INFINITY);
    expect(normalQuantile(1.5)).toBeNaN();
  });

  test('Student', () => {
    expectClose(studentQuantile(0.975, 29), 2.045229642132703);
    expectClose(studentQuantile(0.95, 99), 1.6603911560169906);
    expectClose(studentQuantile(0.975, 3.5), 2.9400886379827282);
    expectClose(studentQuantile(0.025, 3), -3.1824463052837078);
    expect(studentQuantile(0.975, Number.POSITIVE_INFINITY)).toBe(normalQuantile(0.975));
  });

  test('beta and gamma', () => {
    expectClose(incompleteBeta(0.3, 2.5, 7.25), 0.6604822735819071);
    expectClose(incompleteBeta(0.999, 200, 0.7), 0.6709431007292512);
    expectClose(betaQuantile(0.1, 0.5, 3), 0.0028552950848807716);
    expectClose(logGamma(0.5), Math.log(Math.PI) / 2);
    expectClose(logGamma(11), Math.log(3628800));
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
