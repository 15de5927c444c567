import type { TokenScore } from '../text-model.ts';
import type { NextToken } from './library.ts';

/** How a token is drawn. `random`: in [0, 1). */
export interface Choice {
  temperature: number;
  topP: number;
  random: () => number;
}

/**
 * Draws a token as the trainer does: softmax of logits ÷ temperature, cut to the likeliest tokens whose forerunners make up
 * less than topP (the first one stays whatever topP is), one draw among these.
 * @param logits of the whole vocabulary, highest first
 */
export function chooseToken(logits: ReadonlyMap<number, number>, { temperature, topP, random }: Choice): number {
  const weights: [token: number, weight: number][] = [];
  let highest: number | null = null;
  let total = 0;
  for (const [token, logit] of logits) {
    highest ??= logit;
    const weight = Math.exp((logit - highest) / temperature);
    weights.push([token, weight]);
    total += weight;
  }
  let kept = 0;
  let count = 0;
  while (count < weights.length && (count === 0 || kept < topP * total)) kept += weights[count++]![1];
  let left = random() * kept;
  for (const [token, weight] of weights.slice(0, count)) {
    left -= weight;
    if (left < 0) return token;
  }
  return weights[count - 1]![0]; // rounding used up the draw
}

/** Log-probabilities of `token` and of the `count` likeliest, from a step whose logits have the highest one among them. */
export function scoresOf({ logits, totalLogitWeight }: NextToken, token: number, count: number): { logProb: number; top: TokenScore[] } {
  const entries = [...(logits ?? [])];
  const highest = entries.reduce((most, [, logit]) => Math.max(most, logit), -Infinity);
  const weight = totalLogitWeight ?? entries.reduce((sum, [, logit]) => sum + Math.exp(logit - highest), 0);
  const logProb = (logit: number) => logit - highest - Math.log(weight);
  const top = entries
    .toSorted((a, b) => b[1] - a[1])
    .slice(0, count)
    .map(([number, logit]) => ({ token: number, logProb: logProb(logit) }));
  return { logProb: logProb(logits?.get(token) ?? -Infinity), top };
}
