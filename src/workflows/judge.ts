import type { Comparison, TestScores } from '../contracts/evaluation-report.ts';
import type { GateResult } from '../contracts/gate.ts';
import type { Plan } from '../contracts/plan.ts';
import { minimumGate, qualityGate, retentionGate } from '../policy/gates.ts';
import { compare } from './evaluate.ts';
import { testSet, type PreparedStage } from './prepare-data.ts';
import type { Chain } from './chain.ts';

interface Judged {
  stage: PreparedStage;
  chain: Chain;
  split: 'validation' | 'test';
  /** The model that the stage started from, on the stage's own rows. */
  start: TestScores;
  /** The trained model: on the stage's own rows first, then on those of each earlier stage, in order. */
  scores: TestScores[];
}

/** Every gate of a stage on one split: better than where it started, good enough, and nothing forgotten. */
export async function judge(
  { stage, chain, split, start, scores }: Judged,
  plan: Plan,
): Promise<{ gates: GateResult[]; quality: Comparison[] }> {
  const [own, ...earlier] = scores as [TestScores, ...TestScores[]];
  const { gates } = stage.plan;
  const [quality, ...retained] = await compare(
    [
      { before: start, after: own, against: chain.title, set: testSet(stage, split) },
      ...chain.taught.map((taught, index) => ({
        before: taught.scores[split],
        after: earlier[index]!,
        against: `right after stage ${taught.stage}`,
        set: taught.sets[split],
      })),
    ],
    plan,
  );
  const minimum = minimumGate({ scores: own, settings: gates.quality });
  return {
    quality: [quality!],
    gates: [
      qualityGate({ scores: own, comparison: quality!, settings: gates.quality }),
      ...(minimum === null ? [] : [minimum]),
      ...chain.taught.map((taught, index) =>
        retentionGate({ before: taught.scores[split], comparison: retained[index]!, settings: gates.retention }),
      ),
    ],
  };
}
