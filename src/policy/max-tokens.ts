import type { Plan } from '../contracts/plan.ts';
import type { TrainingSpec } from '../contracts/spec.ts';

/** Longer rows need more memory than what is learned from them is worth, unless the spec says otherwise. */
const defaultTokens = 2048;

/** Most tokens of a row that is trained on: the spec's, or 2048, and never more than the base model reads. */
export function maxTokens(training: TrainingSpec, { contextTokens }: Pick<Plan['baseFacts'], 'contextTokens'>): number {
  return Math.min(training.maxTokens ?? defaultTokens, contextTokens);
}
