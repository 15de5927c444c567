import { expect, test } from 'vitest';
import { measureDuplicates } from './measure-recall.ts';

test.each([86_028_157, 122_949_823, 141_650_939])(
  '40,000 rows of the seed %i: recall by similarity, false merges, lost conflicts',
  (seed) => {
    const { bands, falseMerges, lostConflicts, conflicts } = measureDuplicates(seed, 40_000);
    console.table(bands);
    expect(bands['from 0.8'].recall).toBeGreaterThanOrEqual(0.99);
    expect(bands['0.5 to 0.8'].recall).toBeGreaterThanOrEqual(0.95);
    expect(bands['below 0.5'].recall).toBeGreaterThanOrEqual(0.6);
    expect(bands.all.recall).toBeGreaterThanOrEqual(0.9);
    expect(falseMerges).toBe(0);
    expect(conflicts).toBeGreaterThan(3900);
    expect(lostConflicts).toBe(0);
  },
  600_000,
);
