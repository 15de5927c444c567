import { describe, expect, test } from 'vitest';
import { candidateProbability, optimalBanding } from '../../../src/data/duplicates/banding.ts';
import { banding, candidateThreshold, minimums } from '../../../src/data/duplicates/min-hash.ts';

describe('the banding of a signature', () => {
  test.each([
    [0.5, 128, 25, 5],
    [0.7, 128, 14, 9],
    [0.8, 128, 9, 13],
    [0.9, 128, 5, 25],
    [0.8, 112, 9, 12],
    [0.7, 240, 24, 10],
    [0.7, 256, 25, 10],
  ])(
    'at a threshold of %f, %i minimums are best cut into %i bands of %i, as datasketch cuts them',
    (threshold, permutations, bands, rows) => {
      expect(optimalBanding(threshold, permutations)).toEqual({ bands, rows });
    },
  );

  test.each([
    [0.5, 0.053],
    [0.6, 0.211],
    [0.7, 0.565],
    [0.75, 0.772],
    [0.8, 0.924],
    [0.85, 0.988],
    [0.9, 0.9996],
  ])('14 bands of 8 make pairs of similarity %f candidates with probability %f, as in datatrove', (similarity, probability) => {
    expect(candidateProbability(similarity, { bands: 14, rows: 8 })).toBeCloseTo(probability, probability > 0.99 ? 4 : 3);
  });

  test('14 bands of 8 have their threshold, (1/14)^(1/8), at 0.72, where two pairs of three are candidates', () => {
    const threshold = (1 / 14) ** (1 / 8);
    expect(threshold).toBeCloseTo(0.72, 2);
    expect(candidateProbability(threshold, { bands: 14, rows: 8 })).toBeCloseTo(1 - (13 / 14) ** 14, 12);
  });

  test('a missed pair that weighs more makes for looser bands', () => {
    const loose = optimalBanding(0.7, 128, { falseCandidate: 0.1, missed: 0.9 });
    expect(candidateProbability(0.7, loose)).toBeGreaterThan(candidateProbability(0.7, optimalBanding(0.7, 128)));
  });

  test('the banding in use finds nearly all pairs that half of their phrases are left of', () => {
    expect(banding).toEqual(optimalBanding(candidateThreshold, minimums));
    expect(candidateProbability(0.5, banding)).toBeGreaterThan(0.93);
    expect(candidateProbability(0.05, banding)).toBeLessThan(0.003);
  });
});
