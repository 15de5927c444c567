import type { DatasetFile } from '../contracts/dataset.ts';
import type { BaseModelRef } from '../contracts/model.ts';
import type { Plan, PlannedStage } from '../contracts/plan.ts';
import type { ProgressiveSpec, TrainingSpec } from '../contracts/spec.ts';
import type { Compute } from '../contracts/compute.ts';

/** Everything that a plan is made of. */
export interface PlanParts {
  spec: ProgressiveSpec;
  name: string;
  datasets: { stage: string; files: DatasetFile[] }[];
  baseModel: BaseModelRef;
  facts: Plan['baseFacts'];
  compute: Compute;
  /** Estimated seconds of each stage, in order. */
  estimatedSeconds: number[];
}

/** The plan without its hash: the spec's values, a stage's own before the run's, and the frozen inputs. */
export function planFrom({ spec, name, datasets, baseModel, facts, compute, estimatedSeconds }: PlanParts): Omit<Plan, 'hash'> {
  const stages = spec.stages.map((stage, index): PlannedStage => ({
    name: stage.name,
    files: datasets[index]!.files,
    answers: stage.answers,
    format: stage.format,
    replay: index === 0 ? 0 : stage.replay, // there is nothing to replay before the first stage
    training: mergeTraining(spec.training, stage.training),
    gates: stage.gates ?? spec.gates,
    onFailedGate: stage.onFailedGate ?? spec.onFailedGate,
    estimatedSeconds: estimatedSeconds[index]!,
  }));
  const { train, validation, test, salt } = spec.split;
  const { minimumPromptWords, minimumAnswerWords, maximumPromptWords } = spec.lengths;
  return {
    format: 1,
    name,
    seed: spec.seed,
    backend: 'lora',
    baseModel,
    baseFacts: facts,
    compute,
    stages,
    split: { train, validation, test, salt: salt ?? `anneal/${name}` },
    lengths: { minimumPromptWords, minimumAnswerWords, maximumPromptWords },
    evaluation: {
      fewShot: spec.evaluation.fewShot,
      maxNewTokens: spec.evaluation.maxNewTokens ?? null,
      batchSize: spec.evaluation.batchSize,
    },
    timing: spec.timing,
    fresh: spec.fresh,
    estimatedSeconds: estimatedSeconds.reduce((sum, seconds) => sum + seconds, 0),
  };
}

function mergeTraining(run: TrainingSpec, stage: TrainingSpec): TrainingSpec {
  const merged = { ...run, ...stage };
  return run.lora === undefined && stage.lora === undefined ? merged : { ...merged, lora: { ...run.lora, ...stage.lora } };
}
