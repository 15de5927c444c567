import { expect, test } from 'vitest';
import { estimateSeconds, trainTokensPerSecond } from '../../src/training/estimate.ts';

const compute = { device: 'cpu', dtype: 'bfloat16' as const, threads: 2 };

test('the speed of a 135 M model is the measured one, and smaller models are faster', () => {
  expect(trainTokensPerSecond(1.35e8, compute)).toBeCloseTo(302, 6);
  expect(trainTokensPerSecond(1.35e8, { ...compute, dtype: 'float32', threads: 1 })).toBeCloseTo(105, 6);
  expect(trainTokensPerSecond(2.7e8, compute)).toBeCloseTo(151, 6);
  expect(trainTokensPerSecond(1e5, compute)).toBe(20_000);
});

test('more threads and a GPU help', () => {
  const four = trainTokensPerSecond(1.35e8, { ...compute, threads: 4 });
  expect(four).toBeGreaterThan(302);
  expect(trainTokensPerSecond(1.35e8, { ...compute, device: 'cuda:NVIDIA H100' })).toBeGreaterThan(four);
});

test('a measured training of 240 rows lies within a factor of two of its estimate', () => {
  // 2 epochs of 240 rows of about 70 tokens with two bfloat16 threads took 121 s
  const seconds = estimateSeconds({
    rows: 240,
    validationRows: 30,
    meanTokens: 70,
    epochs: 2,
    evaluationsPerEpoch: 4,
    parameters: 134_515_008,
    compute,
  });
  expect(seconds).toBeGreaterThan(121 / 2);
  expect(seconds).toBeLessThan(121 * 2);
});
