import type { TestSet } from '../contracts/activities.ts';
import type { TrainingPart } from '../contracts/data-activities.ts';
import type { Plan, PlannedStage } from '../contracts/plan.ts';
import { allTasks } from '../contracts/spec.ts';
import { rowsPerEpoch } from '../policy/mixing.ts';
import { testSet, type PreparedDataset } from './prepare-data.ts';

/** One training of a run, on one dataset or on those of all tasks together. */
export interface Stage {
  name: string;
  /** From 0. */
  index: number;
  datasets: PreparedDataset[];
  /** What the trainer reads of each dataset. */
  parts: TrainingPart[];
  settings: Pick<PlannedStage, 'training' | 'format' | 'replay' | 'onFailedGate'>;
}

/** The trainings of a run: a stage for each dataset, or one for all tasks. */
export function stagesOf(plan: Plan, datasets: PreparedDataset[]): Stage[] {
  if (plan.mixing === null)
    return datasets.map((dataset, index) => ({
      name: dataset.plan.name,
      index,
      datasets: [dataset],
      parts: [partOf(dataset, dataset.splits.train.rows)],
      settings: dataset.plan,
    }));
  const counts = rowsPerEpoch(
    datasets.map(({ splits }) => splits.train.rows),
    plan.mixing.temperature,
  );
  const parts = datasets.map((dataset, index) => partOf(dataset, counts[index]!));
  return [{ name: allTasks, index: 0, datasets, parts, settings: datasets[0]!.plan }]; // tasks share all but their gates
}

/** Rows of a stage's datasets, by split, in their order. */
export interface StageSets {
  validation: TestSet[];
  test: TestSet[];
}

export function setsOf({ datasets }: Stage): StageSets {
  return {
    validation: datasets.map((dataset) => testSet(dataset, 'validation')),
    test: datasets.map((dataset) => testSet(dataset, 'test')),
  };
}

function partOf({ plan: { prefix }, splits }: PreparedDataset, perEpoch: number): TrainingPart {
  return { train: { rows: splits.train, prefix }, validation: { rows: splits.validation, prefix }, rowsPerEpoch: perEpoch };
}
