import type { TestSet } from '../contracts/activities.ts';
import type { DatasetSplits, ValidatedDataset } from '../contracts/dataset.ts';
import type { Plan, PlannedStage } from '../contracts/plan.ts';
import { summaryText } from '../policy/summary-text.ts';
import { dataSteps } from './proxies.ts';
import type { RunTracker } from './run-tracker.ts';

/** The rows of a stage or a task: clean, checked and split. */
export interface PreparedDataset {
  plan: PlannedStage;
  dataset: ValidatedDataset;
  splits: DatasetSplits;
}

/** Cleans and checks all rows side by side, then splits them once over all stages or tasks, so that none trains on another's test rows. */
export async function prepareData(plan: Plan, run: RunTracker): Promise<PreparedDataset[]> {
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
    const { splits } = await splitDatasets.executeWithOptions({ summary: 'Split all rows together, so that no test row is trained on' }, [
      { stages, split: plan.split, fresh },
    ]);
    const prepared = plan.stages.map((stage, index) => ({ plan: stage, dataset: datasets[index]!, splits: splits[index]! }));
    run.prepared(
      prepared.map(({ plan: { name }, dataset: { counts }, splits: { leaks } }) => ({
        stage: name,
        read: counts.read,
        kept: counts.kept,
        leaks,
      })),
    );
    return prepared;
  });
}

/** The rows of one split, as an evaluation asks for them. */
export function testSet({ plan, dataset, splits }: PreparedDataset, split: 'validation' | 'test'): TestSet {
  const { answers, labels } = dataset;
  return { test: plan.name, split, rows: splits[split], answers, labels, format: plan.format, prefix: plan.prefix, train: splits.train };
}
