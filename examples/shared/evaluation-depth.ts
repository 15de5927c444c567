import { EvaluationSpec } from '../../src/contracts/evaluation-spec.ts';

const Measured = EvaluationSpec.pick({ general: true, robustness: true, fairness: true, latency: true });

/** Every kind of measurement on very few rows: what a quick run shows of them. */
export const smallEvaluation = Measured.parse({
  general: { itemsPerCapability: 8 },
  robustness: { rows: 4 },
  fairness: { rows: 4 },
  latency: false,
});

/** Everything on all rows: the whole general suite, every change of every suite, every swap. */
export const fullEvaluation = Measured.parse({
  general: { itemsPerCapability: 'all' },
  robustness: { rows: 'all', suites: { typos: 'all', format: 'all', edge: 'all', adversarial: 'all' } },
  fairness: { rows: 'all', swaps: ['gender', 'gender-nouns', 'pronouns', 'names'] },
  latency: { requests: 40 }, // more where a level has more under way; so that the run takes an hour at most
});
