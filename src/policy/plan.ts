import type { DatasetFile, DatasetSource } from '../contracts/dataset.ts';
import type { ReadingSpec } from '../contracts/dataset-reading.ts';
import type { EvaluationSpec } from '../contracts/evaluation-spec.ts';
import type { RunPrices } from '../contracts/prices.ts';
import type { BaseModelRef } from '../contracts/model.ts';
import type { Plan, PlannedStage } from '../contracts/plan.ts';
import {
  defaultPrefix,
  type MultiTaskSpec,
  type ProgressiveSpec,
  type RunSpec,
  type StageSpec,
  type TrainingSpec,
} from '../contracts/spec.ts';
import type { Compute } from '../contracts/compute.ts';

/** Everything that a plan is made of. */
export interface PlanParts {
  spec: RunSpec;
  name: string;
  datasets: { stage: string; files: DatasetFile[] }[];
  /** Rows that nobody trains on. */
  against: DatasetFile[];
  baseModel: BaseModelRef;
  facts: Plan['baseFacts'];
  tokenizer: Plan['tokenizer'];
  compute: Compute;
  /** Estimated seconds of each stage or task, in order. */
  estimatedSeconds: number[];
  /** Of the names in the spec; null: it names none. */
  prices: RunPrices | null;
}

/** Names and datasets of a run's stages or tasks, in order. */
export function datasetsOf(spec: RunSpec): { name: string; dataset: DatasetSource; reading: ReadingSpec }[] {
  return 'tasks' in spec ? spec.tasks : spec.stages;
}

/** The plan without its hash: the spec's values, a stage's own before the run's, and the frozen inputs. */
export function planFrom({
  spec,
  name,
  datasets,
  against,
  baseModel,
  facts,
  tokenizer,
  compute,
  estimatedSeconds,
  prices,
}: PlanParts): Omit<Plan, 'hash'> {
  const frozen = (index: number) => ({ files: datasets[index]!.files, estimatedSeconds: estimatedSeconds[index]! });
  const stages = 'tasks' in spec ? plannedTasks(spec, frozen) : plannedStages(spec, frozen);
  const { salt = `anneal/${name}`, ...shares } = spec.split;
  const { cleaning, pii, formatting, validation, duplicates } = spec;
  return {
    format: 1,
    kind: 'tasks' in spec ? 'multiTask' : 'progressive',
    name,
    seed: spec.seed,
    backend: 'lora',
    baseModel,
    baseFacts: facts,
    compute,
    stages,
    mixing: 'tasks' in spec ? spec.mixing : null,
    ...('stages' in spec && { antiForgetting: plannedAntiForgetting(spec) }),
    control: spec.control,
    split: { ...shares, salt },
    preparation: { cleaning, pii, formatting, validation, duplicates },
    against,
    tokenizer,
    evaluation: { ...plannedEvaluation(spec.evaluation, facts.parameters), cost: prices },
    timing: spec.timing,
    fresh: spec.fresh,
    estimatedSeconds: estimatedSeconds.reduce((sum, seconds) => sum + seconds, 0),
  };
}

function plannedEvaluation(evaluation: EvaluationSpec, parameters: number): Omit<Plan['evaluation'], 'cost'> {
  const { maxNewTokens, batchSize, metrics, robustness, fairness, latency, cost: _names, ...asGiven } = evaluation;
  return {
    ...asGiven,
    maxNewTokens: maxNewTokens ?? null,
    batchSize: batchSize ?? defaultBatchSize(parameters),
    metrics: [...new Set(metrics)],
    robustness: robustness || null,
    fairness: fairness || null,
    latency: latency || null,
  };
}

type Frozen = (index: number) => Pick<PlannedStage, 'files' | 'estimatedSeconds'>;

function plannedStages(spec: ProgressiveSpec, frozen: Frozen): PlannedStage[] {
  return spec.stages.map((stage, index) => ({
    name: stage.name,
    prefix: '',
    answers: stage.answers,
    ...rowRules(stage),
    format: stage.format,
    replay: index === 0 ? 0 : (stage.replay ?? spec.antiForgetting.replay), // there is nothing to replay before the first stage
    training: mergeTraining(spec.training, stage.training),
    gates: stage.gates ?? spec.gates,
    onFailedGate: stage.onFailedGate ?? spec.onFailedGate,
    ...frozen(index),
  }));
}

function plannedAntiForgetting({ antiForgetting: { learningRateDecay, ewc } }: ProgressiveSpec): NonNullable<Plan['antiForgetting']> {
  return { learningRateDecay, ewc: ewc === false || ewc.strength === 0 ? null : ewc };
}

function plannedTasks(spec: MultiTaskSpec, frozen: Frozen): PlannedStage[] {
  return spec.tasks.map(({ name, prefix, answers, gates, ...task }, index) => ({
    name,
    prefix: prefix ?? defaultPrefix(name),
    answers,
    ...rowRules(task),
    format: spec.format,
    replay: 0,
    training: spec.training,
    gates: gates ?? spec.gates,
    onFailedGate: spec.onFailedGate,
    ...frozen(index),
  }));
}

function rowRules({ reading, formatting, validation }: Pick<StageSpec, 'reading' | 'formatting' | 'validation'>) {
  return { reading, formatting: formatting ?? null, validation: validation ?? null };
}

function mergeTraining(run: TrainingSpec, stage: TrainingSpec): TrainingSpec {
  const merged = { ...run, ...stage };
  return run.lora === undefined && stage.lora === undefined ? merged : { ...merged, lora: { ...run.lora, ...stage.lora } };
}

/** Questions answered at a time: a small model's step costs little more for many rows than for few, a large one's memory decides. */
function defaultBatchSize(parameters: number): number {
  if (parameters < 2e8) return 128;
  return parameters < 1e9 ? 64 : 16;
}
