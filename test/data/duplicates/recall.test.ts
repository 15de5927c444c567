import { expect, test } from 'vitest';
import { measureDuplicates } from './measure-recall.ts';

test('copies with 1 to 10 % of their words edited are found, and nothing else is merged, and no conflict is lost', () => {
  const { bands, falseMerges, lostConflicts, conflicts } = measureDuplicates(67_867_967, 4000);
  expect(Math.min(...Object.values(bands).map(({ pairs }) => pairs))).toBeGreaterThan(60);
  expect(bands['from 0.8'].recall).toBeGreaterThanOrEqual(0.99);
  expect(bands['0.5 to 0.8'].recall).toBeGreaterThanOrEqual(0.95);
  expect(bands['below 0.5'].recall).toBeGreaterThanOrEqual(0.6);
  expect(bands.all.recall).toBeGreaterThanOrEqual(0.9);
  expect(falseMerges).toBe(0);
  expect(conflicts).toBe(400);
  expect(lostConflicts).toBe(0);
});
