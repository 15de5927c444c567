import { describe, expect, test } from 'vitest';
import { SeededRandom } from '../../../src/evaluation/random.ts';
import { chooseToken, scoresOf } from '../../../src/inference/llama-cpp/choose-token.ts';

/** By token, highest first. */
const shares = new Map([
  [7, 0.6],
  [5, 0.3],
  [9, 0.1],
]);

describe('drawing a token', () => {
  test('follows the distribution, sharpened by the temperature', () => {
    const random = new SeededRandom(1);
    const drawnAt = (temperature: number) => {
      const draws = Array.from({ length: 20_000 }, () =>
        chooseToken(shares, { temperature, topP: 1, random: () => random.next() / 2 ** 32 }),
      );
      return [7, 5, 9].map((token) => draws.filter((drawn) => drawn === token).length / draws.length);
    };
    for (const [index, share] of drawnAt(1).entries()) expect(share).toBeCloseTo([0.6, 0.3, 0.1][index]!, 1);
    const sharp = [36 / 46, 9 / 46, 1 / 46];
    for (const [index, share] of drawnAt(0.5).entries()) expect(share).toBeCloseTo(sharp[index]!, 1);
  });

  test('leaves out what lies behind topP, but never the likeliest', () => {
    const drawn = (topP: number) =>
      new Set(Array.from({ length: 100 }, (_, index) => chooseToken(shares, { temperature: 1, topP, random: () => index / 100 })));
    expect(drawn(1)).toEqual(new Set([7, 5, 9]));
    expect(drawn(0.61)).toEqual(new Set([7, 5]));
    expect(drawn(0.0001)).toEqual(new Set([7]));
  });
});

describe('log-probabilities', () => {
  test('are told of one token and of the likeliest', () => {
    const { logProb, top } = scoresOf(shares, 9, 2);
    expect(logProb).toBe(Math.log(0.1));
    expect(top).toEqual([
      { token: 7, logProb: Math.log(0.6) },
      { token: 5, logProb: Math.log(0.3) },
    ]);
  });

  test('are −∞ for what the model rules out', () => {
    expect(scoresOf(shares, 1, 0)).toEqual({ logProb: -Infinity, top: [] });
  });
});
