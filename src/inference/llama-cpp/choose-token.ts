import type { TokenScore } from '../text-model.ts';

/** How a token is drawn. `random`: in [0, 1). */
export interface Choice {
  temperature: number;
  topP: number;
  random: () => number;
}

/**
 * Draws a token as the trainer does: shares to the power of 1 ÷ temperature (which is softmax of logits ÷ temperature), cut to
 * the likeliest tokens whose forerunners make up less than topP (the first one stays whatever topP is), one draw among these.
 * @param probabilities of the whole vocabulary, highest first
 */
export function chooseToken(probabilities: ReadonlyMap<number, number>, { temperature, topP, random }: Choice): number {
  const weights: [token: number, weight: number][] = [];
  let highest: number | null = null;
  let total = 0;
  for (const [token, probability] of probabilities) {
    highest ??= probability;
    const weight = (probability / highest) ** (1 / temperature);
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

/** Log-probabilities of `token` and of the `count` likeliest. */
export function scoresOf(probabilities: ReadonlyMap<number, number>, token: number, count: number): { logProb: number; top: TokenScore[] } {
  const top: TokenScore[] = [];
  for (const [likely, probability] of probabilities) {
    if (top.length === count) break;
    top.push({ token: likely, logProb: Math.log(probability) });
  }
  return { logProb: Math.log(probabilities.get(token) ?? 0), top };
}
