import type { ProgressiveSpecInput } from '../../src/contracts/spec.ts';
import { cardRows, labelRows } from '../fixtures/rows.ts';
import type { Installation } from './installation.ts';

/** Intervals that let a dead worker be noticed within seconds. */
export const quickTiming = { heartbeatSeconds: 1, heartbeatTimeoutSeconds: 5, checkpointSeconds: 2 };

/**
 * Some 1,000 updates, whatever its validation loss does: 10 s on a calm core. Heartbeats reach the server every 4 s, so
 * nothing shorter can be met in the middle.
 */
export const longTraining = { epochs: 120, effectiveBatchSize: 4, evaluationsPerEpoch: 1, earlyStoppingPatience: 1000 };

/** Nothing beside the test rows. */
export const testsAlone = { general: { itemsPerCapability: 0 }, robustness: false, fairness: false } as const;

/** As few questions as a run can have. */
export const quickEvaluation = { fewShot: 0, maxNewTokens: 4, ...testsAlone };

/** Gates that let everything pass: what a random model learns from a few rows is nobody's promise. */
export const tolerantGates = {
  quality: { notWorseThanStartBy: 1 },
  retention: { minimum: 0 },
  capabilities: { minimum: 0 },
  overfitting: { maximumGap: 100 },
};

/** One stage of labelled rows, quick in everything but its training. */
export async function oneStage(installation: Installation, name: string, rows = 40, seed = 1): Promise<ProgressiveSpecInput> {
  const dataset = await installation.upload(`${name}-${seed}`, labelRows(rows, seed));
  const stages = [{ name: 'colours', dataset, answers: 'labels' as const }];
  return { name, stages, gates: tolerantGates, timing: quickTiming, evaluation: quickEvaluation };
}

/** Labels first, then cards. */
export async function twoStages(installation: Installation, name: string, seed = 1): Promise<ProgressiveSpecInput> {
  const [labels, cards] = [
    await installation.upload(`${name}-labels-${seed}`, labelRows(40, seed)),
    await installation.upload(`${name}-cards-${seed}`, cardRows(40, seed + 100)),
  ];
  return {
    name,
    stages: [
      { name: 'colours', dataset: labels },
      { name: 'cards', dataset: cards },
    ],
    gates: tolerantGates,
    timing: quickTiming,
    evaluation: { fewShot: 1, maxNewTokens: 24, ...testsAlone },
  };
}

/** Enough for an adapter, and for nothing else. */
export const shortTraining = { epochs: 1, effectiveBatchSize: 8, evaluationsPerEpoch: 1 };

/** No interval of a few rows reaches 1, so that every attempt is refused. */
export const unreachableGates = { quality: { minimum: 1, onInconclusive: 'reject' as const } };

/** Three stages, each of which waits for a person. */
export async function askingSpec(installation: Installation, name: string): Promise<ProgressiveSpecInput> {
  const stages = await Promise.all(
    ['first', 'second', 'third'].map(async (stage, index) => ({
      name: stage,
      dataset: await installation.upload(`${name}-${stage}`, labelRows(60, 30 + index)),
      answers: 'labels' as const,
    })),
  );
  const onFailedGate = { retry: { max: 0 }, then: 'ask' as const };
  return { name, stages, training: shortTraining, gates: unreachableGates, onFailedGate, timing: quickTiming, evaluation: quickEvaluation };
}
