import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rowsPerEpoch } from '../../src/policy/mixing.ts';

const sizes = fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 1, maxLength: 12 });
const temperature = fc.double({ min: 1, max: 100, noNaN: true });

describe('rows of each task in an epoch', () => {
  test('are all rows as they come at temperature 1', () => {
    fc.assert(
      fc.property(sizes, (rows) => {
        expect(rowsPerEpoch(rows, 1)).toEqual(rows);
      }),
    );
  });

  test('follow the square root of the sizes at temperature 2', () => {
    expect(rowsPerEpoch([900, 100], 2)).toEqual([750, 250]);
    expect(rowsPerEpoch([10_000, 100], 2)).toEqual([9182, 918]);
  });

  test('are nearly as many of each at a high temperature', () => {
    expect(rowsPerEpoch([900, 100], 100)).toEqual([505, 495]);
  });

  test('add up to all rows, but for a task too small to be in it at all', () => {
    fc.assert(
      fc.property(sizes, temperature, (rows, hot) => {
        const counts = rowsPerEpoch(rows, hot);
        const total = rows.reduce((sum, count) => sum + count, 0);
        expect(Math.min(...counts)).toBeGreaterThanOrEqual(1);
        expect(counts.reduce((sum, count) => sum + count, 0) - total).toBeGreaterThanOrEqual(0);
        expect(counts.reduce((sum, count) => sum + count, 0) - total).toBeLessThan(rows.length);
      }),
    );
  });

  test('never give a larger task fewer rows than a smaller one', () => {
    fc.assert(
      fc.property(sizes, temperature, (rows, hot) => {
        const counts = rowsPerEpoch(rows, hot);
        const bySize = rows
          .map((size, index) => ({ size, count: counts[index]! }))
          .toSorted((a, b) => a.size - b.size || a.count - b.count);
        expect(bySize.map(({ count }) => count)).toEqual(counts.toSorted((a, b) => a - b));
      }),
    );
  });
});
