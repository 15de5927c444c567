import { describe, expect, test } from 'vitest';
import { retention } from '../../src/policy/retention.ts';

const estimate = (mean: number, low = mean - 0.1) => ({ mean, low, high: Math.min(1, mean + 0.1), n: 50, method: 'wilson' });

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
