import type { BehaviourSummary } from '../contracts/behaviour-report.ts';
import type { Comparison, TestScores } from '../contracts/evaluation-report.ts';
import type { GateResult } from '../contracts/gate.ts';
import type { GateRule, GatesSpec } from '../contracts/gates-spec.ts';
import type { GeneralReport } from '../contracts/general-report.ts';
import type { Plan } from '../contracts/plan.ts';
import type { StageOutcome } from '../contracts/run.ts';
import type { StageTraining } from '../contracts/training.ts';
import { behaviourGates } from '../policy/behaviour-gates.ts';
import { adjustFailures } from '../policy/adjust-failures.ts';
import { capabilityGate, minimumGate, qualityGate, retentionGate } from '../policy/gates.ts';
import { overfittingGate } from '../policy/overfitting-gate.ts';
import { primaryEstimate } from '../policy/retention.ts';
import { isLowerBetter, ruleGate } from '../policy/rule-gate.ts';
import type { Chain } from './chain.ts';
import { compare, type Pair } from './evaluate.ts';
import { testSet } from './prepare-data.ts';
import type { Stage } from './stage.ts';

interface Judged {
  stage: Stage;
  chain: Chain;
  split: 'validation' | 'test';
  /** The model that the stage started from, on each of the stage's datasets. */
  start: TestScores[];
  /** The base on test rows, as it is and with examples; none on validation rows, on which it is not asked. */
  baseline: TestScores[];
  /** The trained model: on the stage's datasets first, then on those of each earlier stage, in order. */
  scores: TestScores[];
  training: StageTraining;
  general: GeneralReport | null;
  behaviour?: BehaviourSummary[];
}

/**
 * Every gate of a stage on one split: no dataset of its own worse than at the start, each good enough, nothing forgotten,
 * and what the spec's rules ask. Rules against the base, robustness and fairness are decided on test rows alone.
 */
export async function judge(judged: Judged, plan: Plan): Promise<{ gates: GateResult[]; quality: StageOutcome['comparisons'] }> {
  const { stage, chain, split, start, scores, training, general, behaviour = [] } = judged;
  const { name, datasets } = stage;
  const own = scores.slice(0, datasets.length);
  const rules = rulesToDecide(judged, own);
  const compared = rules.filter(({ pair }) => pair !== null);
  const { retention, capabilities } = datasets[0]!.plan.gates; // of a stage that has something before it, and so one dataset
  const ofRows = await compare(
    [
      ...datasets.map((dataset, index) => ({
        before: start[index]!,
        after: own[index]!,
        against: chain.title,
        set: testSet(dataset, split),
        margin: dataset.plan.gates.quality.notWorseThanStartBy,
      })),
      ...chain.taught.map((taught, index) => ({
        before: taught.scores[split],
        after: scores[datasets.length + index]!,
        against: `right after stage ${taught.name}`,
        set: taught.sets[split],
        margin: (1 - retention.minimum) * (primaryEstimate(taught.scores[split])?.mean ?? 0),
      })),
      ...compared.map(({ pair }) => pair!),
    ],
    plan,
  );
  const ofCapabilities = (general?.against?.capabilities ?? []).map(({ comparison }) => comparison);
  const [quality, retained, ruled, held] = splitInto(
    [datasets.length, chain.taught.length, compared.length, ofCapabilities.length],
    adjustFailures([...ofRows, ...ofCapabilities]),
  );
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
      ...capabilityGates(general, held, capabilities),
      overfittingGate({ stage: name, fit: training.fit, settings: overfitting }),
      ...behaviour.flatMap((summary, index) => behaviourGates(summary, datasets[index]!.plan.gates)),
      ...rules.map((each) => ruleGate({ ...each, comparison: ruled[compared.indexOf(each)] ?? null })),
    ],
  };
}

/** Parts of a list, in its order, of these lengths. */
function splitInto<Lengths extends number[], Item>(lengths: [...Lengths], items: Item[]): { [Part in keyof Lengths]: Item[] } {
  let end = 0;
  return lengths.map((length) => items.slice(end, (end += length))) as { [Part in keyof Lengths]: Item[] };
}

interface RuleToDecide {
  rule: GateRule;
  scores: TestScores;
  /** null: a rule against a value, or against a model that was not measured by this metric. */
  pair: Pair | null;
}

/** The rules of each dataset that can be decided on this split, in order, with what they compare. */
function rulesToDecide({ stage, chain, split, start, baseline }: Judged, own: TestScores[]): RuleToDecide[] {
  return stage.datasets.flatMap((dataset, index) => {
    const after = own[index]!;
    const before: Record<Exclude<GateRule['against'], 'value'>, TestScores | undefined> = {
      base: baseline.find(({ test, prompt }) => test === after.test && prompt === 'zeroShot'),
      baseWithExamples: baseline.find(({ test, prompt }) => test === after.test && prompt === 'fewShot'),
      previous: start[index],
    };
    const titles = { base: 'base', baseWithExamples: 'base with examples', previous: chain.title };
    return dataset.plan.gates.rules.flatMap((rule): RuleToDecide[] => {
      const { metric, against, confidence } = rule;
      if (against === 'value') return [{ rule, scores: after, pair: null }];
      if (split === 'validation' && against !== 'previous') return [];
      const model = before[against];
      const measured = [model, after].every((scores) => (scores?.metrics[metric] ?? null) !== null);
      const pair = {
        after,
        against: titles[against],
        set: testSet(dataset, split),
        metric,
        confidence,
        ...(isLowerBetter(metric) ? {} : { margin: rule.margin }),
      };
      return [{ rule, scores: after, pair: model === undefined || !measured ? null : { ...pair, before: model } }];
    });
  });
}

function capabilityGates(general: GeneralReport | null, comparisons: Comparison[], settings: GatesSpec['capabilities']): GateResult[] {
  return (general?.against?.capabilities ?? []).map(({ capability }, index) => {
    const chance = general?.scores.capabilities.find((each) => each.capability === capability)?.chance ?? 0;
    return capabilityGate({ capability, chance, comparison: comparisons[index]!, settings });
  });
}

/** Tasks are learned in one training: the gate that allows least decides about it. */
function strictest(settings: GatesSpec['overfitting'][]): GatesSpec['overfitting'] {
  return settings.reduce((least, each) => (each.maximumGap < least.maximumGap ? each : least));
}
