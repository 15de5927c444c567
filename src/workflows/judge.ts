import type { TestScores } from '../contracts/evaluation-report.ts';
import type { GateResult } from '../contracts/gate.ts';
import type { GatesSpec } from '../contracts/gates-spec.ts';
import type { Plan } from '../contracts/plan.ts';
import type { StageOutcome } from '../contracts/run.ts';
import type { StageTraining } from '../contracts/training.ts';
import { minimumGate, qualityGate, retentionGate } from '../policy/gates.ts';
import { overfittingGate } from '../policy/overfitting-gate.ts';
import type { Chain } from './chain.ts';
import { compare } from './evaluate.ts';
import { testSet } from './prepare-data.ts';
import type { Stage } from './stage.ts';

interface Judged {
  stage: Stage;
  chain: Chain;
  split: 'validation' | 'test';
  /** The model that the stage started from, on each of the stage's datasets. */
  start: TestScores[];
  /** The trained model: on the stage's datasets first, then on those of each earlier stage, in order. */
  scores: TestScores[];
  training: StageTraining;
}

/** Every gate of a stage on one split: no dataset of its own worse than at the start, each good enough, and nothing forgotten. */
export async function judge(
  { stage: { name, datasets }, chain, split, start, scores, training }: Judged,
  plan: Plan,
): Promise<{ gates: GateResult[]; quality: StageOutcome['comparisons'] }> {
  const own = scores.slice(0, datasets.length);
  const earlier = scores.slice(datasets.length);
  const compared = await compare(
    [
      ...datasets.map((dataset, index) => ({
        before: start[index]!,
        after: own[index]!,
        against: chain.title,
        set: testSet(dataset, split),
      })),
      ...chain.taught.map((taught, index) => ({
        before: taught.scores[split],
        after: earlier[index]!,
        against: `right after stage ${taught.name}`,
        set: taught.sets[split],
      })),
    ],
    plan,
  );
  const quality = compared.slice(0, datasets.length);
  const retained = compared.slice(datasets.length);
  const { retention } = datasets[0]!.plan.gates; // of a stage that has something before it, and so one dataset
  const overfitting = strictest(datasets.map(({ plan: { gates } }) => gates.overfitting));
  return {
    quality: quality.map((comparison, index) => ({ test: own[index]!.test, comparison })),
    gates: [
      ...datasets.flatMap(({ plan: { gates } }, index) => {
        const minimum = minimumGate({ scores: own[index]!, settings: gates.quality });
        const notWorse = qualityGate({ scores: own[index]!, comparison: quality[index]!, settings: gates.quality });
        return minimum === null ? [notWorse] : [notWorse, minimum];
      }),
      ...chain.taught.map((taught, index) =>
        retentionGate({ before: taught.scores[split], comparison: retained[index]!, settings: retention }),
      ),
      overfittingGate({ stage: name, fit: training.fit, settings: overfitting }),
    ],
  };
}

/** Tasks are learned in one training: the gate that allows least decides about it. */
function strictest(settings: GatesSpec['overfitting'][]): GatesSpec['overfitting'] {
  return settings.reduce((least, each) => (each.maximumGap < least.maximumGap ? each : least));
}
