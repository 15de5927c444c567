import { workflowInfo } from '@temporalio/workflow';
import { frozenRows, type DatasetFile } from '../contracts/dataset.ts';
import type { Plan } from '../contracts/plan.ts';
import type { RunSpec } from '../contracts/spec.ts';
import { datasetsOf } from '../policy/plan.ts';
import { testSizeWarnings } from '../policy/test-size-warnings.ts';
import { summaryText } from '../policy/summary-text.ts';
import { baseModelSteps, dataSteps, runSteps } from './proxies.ts';
import type { RunTracker } from './run-tracker.ts';

/** The spec with every default resolved, every dataset found and frozen, the base model and the machine known. */
export async function resolvePlan(spec: RunSpec, run: RunTracker): Promise<Plan> {
  const { workflowId, firstExecutionRunId: runId } = workflowInfo();
  const { openRun, resolvePlan: resolve } = runSteps();
  const { findDataset } = dataSteps();
  const { describeBaseModel } = baseModelSteps();

  return run.measure('planning', async () => {
    const { searchAttributes } = await openRun.executeWithOptions({ summary: 'See what this installation offers' }, [
      { workflowId, runId },
    ]);
    run.available(searchAttributes);
    const datasets = await Promise.all(
      datasetsOf(spec).map(async ({ name: stage, dataset, reading }) => ({
        stage,
        ...(await findDataset.executeWithOptions({ summary: `${stage}: find and freeze the files` }, [{ stage, dataset, reading }])),
      })),
    );
    const against = await findFrozen(spec);
    const { baseModel, facts, tokenizer, compute } = await describeBaseModel.executeWithOptions(
      { summary: summaryText(`Make the base model ready: ${spec.baseModel ?? 'the default'}`) },
      [{ baseModel: spec.baseModel ?? null, compute: spec.compute }],
    );
    const name = spec.name ?? workflowId;
    const plan = await resolve.executeWithOptions({ summary: 'Resolve every default and hash the plan' }, [
      { spec, name, datasets, against, baseModel, facts, tokenizer, compute },
    ]);
    run.planned(plan);
    for (const warning of testSizeWarnings(plan)) run.note(warning);
    return plan;
  });
}

/** Rows that nobody may train on, such as a test set that was agreed on. */
async function findFrozen({ duplicates }: RunSpec): Promise<DatasetFile[]> {
  const dataset = duplicates.contamination.against;
  if (dataset.length === 0) return [];
  const summary = 'Find and freeze the rows that nobody trains on';
  return (await dataSteps().findDataset.executeWithOptions({ summary }, [{ stage: frozenRows, dataset }])).files;
}
