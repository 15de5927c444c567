import { workflowInfo } from '@temporalio/workflow';
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
      datasetsOf(spec).map(async ({ name: stage, dataset }) => ({
        stage,
        ...(await findDataset.executeWithOptions({ summary: `${stage}: find and freeze the files` }, [{ stage, dataset }])),
      })),
    );
    const { baseModel, facts, compute } = await describeBaseModel.executeWithOptions(
      { summary: summaryText(`Make the base model ready: ${spec.baseModel ?? 'the default'}`) },
      [{ baseModel: spec.baseModel ?? null, compute: spec.compute }],
    );
    const name = spec.name ?? workflowId;
    const plan = await resolve.executeWithOptions({ summary: 'Resolve every default and hash the plan' }, [
      { spec, name, datasets, baseModel, facts, compute },
    ]);
    run.planned(plan);
    for (const warning of testSizeWarnings(plan)) run.note(warning);
    return plan;
  });
}
