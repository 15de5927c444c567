import type { TestSet } from '../contracts/activities.ts';
import type { DatasetSplits, ValidatedDataset } from '../contracts/dataset.ts';
import type { Plan, PlannedStage } from '../contracts/plan.ts';
import { summaryText } from '../policy/summary-text.ts';
import { dataSteps } from './proxies.ts';
import type { RunTracker } from './run-tracker.ts';

/** A stage whose rows are clean, checked and split. */
export interface PreparedStage {
  plan: PlannedStage;
  index: number;
  dataset: ValidatedDataset;
  splits: DatasetSplits;
}

/** Cleans and checks every stage's rows side by side, then splits them once over all stages, so that no stage trains on another's test rows. */
export async function prepareData(plan: Plan, run: RunTracker): Promise<PreparedStage[]> {
  run.status('preparing');
  const { fresh } = plan;
  const { cleanDataset, validateDataset, splitDatasets } = dataSteps();

  return run.measure('preparing data', async () => {
    const datasets = await Promise.all(
      plan.stages.map(async ({ name: stage, files, answers }) => {
        const cleaned = await cleanDataset.executeWithOptions(
          { summary: summaryText(`${stage}: drop empty, malformed and duplicate rows`) },
          [{ stage, files, fresh }],
        );
        return validateDataset.executeWithOptions(
          { summary: summaryText(`${stage}: check lengths and answers of ${cleaned.counts.kept} rows`) },
          [{ stage, cleaned, answers, lengths: plan.lengths, fresh }],
        );
      }),
    );
    const stages = plan.stages.map(({ name: stage }, index) => ({ stage, dataset: datasets[index]! }));
    const { splits } = await splitDatasets.executeWithOptions({ summary: 'Split all stages together, so that no test row is trained on' }, [
      { stages, split: plan.split, fresh },
    ]);
    const prepared = plan.stages.map((stage, index) => ({ plan: stage, index, dataset: datasets[index]!, splits: splits[index]! }));
    run.prepared(
      prepared.map((stage) => ({
        stage: stage.plan.name,
        read: stage.dataset.counts.read,
        kept: stage.dataset.counts.kept,
        leaks: stage.splits.leaks,
      })),
    );
    return prepared;
  });
}

/** The rows of one split of a stage, as an evaluation asks for them. */
export function testSet({ plan, dataset, splits }: PreparedStage, split: 'validation' | 'test'): TestSet {
  const { answers, labels } = dataset;
  return { test: plan.name, split, rows: splits[split], answers, labels, format: plan.format, train: splits.train };
}
