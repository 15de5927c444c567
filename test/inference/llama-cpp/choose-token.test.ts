import { describe, expect, test } from 'vitest';
import { SeededRandom } from '../../../src/evaluation/random.ts';
import { chooseToken, scoresOf } from '../../../src/inference/llama-cpp/choose-token.ts';

/** Shares 0.6, 0.3, 0.1 of tokens 7, 5, 9. */
const logits = new Map([
  [7, Math.log(6)],
  [5, Math.log(3)],
  [9, Math.log(1)],
]);

describe('drawing a token', () => {
  test('follows the distribution, sharpened by the temperature', () => {
    const random = new SeededRandom(1);
    const shares = (temperature: number) => {
      const draws = Array.from({ length: 20_000 }, () => chooseToken(logits, { temperature, topP: 1, random: () => random.next() / 2 ** 32 }));
      return [7, 5, 9].map((token) => draws.filter((drawn) => drawn === token).length / draws.length);
    };
    for (const [index, share] of shares(1).entries()) expect(share).toBeCloseTo([0.6, 0.3, 0.1][index]!, 1);
    const sharp = [36 / 46, 9 / 46, 1 / 46];
    for (const [index, share] of shares(0.5).entries()) expect(share).toBeCloseTo(sharp[index]!, 1);
  });

  test('leaves out what lies behind topP, but never the likeliest', () => {
    const drawn = (topP: number) =>
      new Set(Array.from({ length: 100 }, (_, index) => chooseToken(logits, { temperature: 1, topP, random: () => index / 100 })));
    expect(drawn(1)).toEqual(new Set([7, 5, 9]));
    expect(drawn(0.61)).toEqual(new Set([7, 5]));
    expect(drawn(0.0001)).toEqual(new Set([7]));
  });
});

describe('log-probabilities', () => {
  test('are those of the whole distribution when only some logits and the total weight are told', () => {
    const some = new Map([
      [7, 2],
      [9, -1],
    ]);
    const weight = Math.exp(0) + Math.exp(-1) + Math.exp(-3); // of logits 2, 1, −1
    const { logProb, top } = scoresOf({ logits: some, totalLogitWeight: weight }, 9, 1);
    expect(logProb).toBeCloseTo(-3 - Math.log(weight), 12);
    expect(top).toEqual([{ token: 7, logProb: -Math.log(weight) }]);
  });

  test('add up to 1 over all logits', () => {
    const { top } = scoresOf({ logits }, 7, 3);
    expect(top.reduce((sum, one) => sum + Math.exp(one.logProb), 0)).toBeCloseTo(1, 12);
    expect(top.map(({ token }) => token)).toEqual([7, 5, 9]);
  });
});
