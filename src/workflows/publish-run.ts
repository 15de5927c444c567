import { workflowInfo } from '@temporalio/workflow';
import type { TestScores } from '../contracts/evaluation-report.ts';
import type { GeneralReport } from '../contracts/general-report.ts';
import type { ModelRef } from '../contracts/model.ts';
import type { Plan } from '../contracts/plan.ts';
import type { ControlOutcome, DataReportKeys, RunResult, StageOutcome } from '../contracts/run.ts';
import type { ServedModel } from '../contracts/serving-report.ts';
import type { PreparedDataset } from './prepare-data.ts';
import { localSteps, runSteps } from './proxies.ts';
import type { RunTracker } from './run-tracker.ts';

interface RunParts {
  plan: Plan;
  datasets: PreparedDataset[];
  ledger: string;
  dataReport: DataReportKeys;
  baseline: TestScores[];
  general: GeneralReport | null;
  latency: ServedModel[];
  outcomes: StageOutcome[];
  controls: ControlOutcome[];
  model: ModelRef;
  stopped: boolean;
}

/** Registers the model version with its lineage and writes the report. A run that its gates stopped registers none. */
export async function publishRun(
  { plan, datasets, ledger, dataReport, baseline, general, latency, outcomes, controls, model, stopped }: RunParts,
  run: RunTracker,
): Promise<RunResult> {
  const { workflowId, firstExecutionRunId: runId, startTime } = workflowInfo();
  const outcome = stopped || model.adapter === null ? 'rejected' : 'completed';
  run.status('publishing');
  const finished = await localSteps().keepFinishedRun({
    runId,
    workflowId,
    startedAt: startTime.toISOString(),
    finishedAt: new Date().toISOString(),
    outcome,
    plan,
    data: datasets.map(({ plan: { name }, dataset, splits }) => ({ stage: name, dataset, splits })),
    ledger,
    baseline,
    general,
    latency,
    stages: outcomes,
    controls,
    model,
    testLooks: Object.fromEntries(run.testLooks),
    goodput: [...run.goodput].map(([what, seconds]) => ({ what, seconds })),
  });
  const result = await runSteps().publishModel.executeWithOptions(
    { summary: outcome === 'completed' ? 'Register the model and write the report' : 'Write the report' },
    [{ run: finished }],
  );
  if (result.modelVersion !== null)
    run.note(`Version ${result.modelVersion} of ${result.name} is registered: \`anneal ask ${workflowId} "…"\` tries it`);
  run.note(`The report: \`anneal report ${workflowId}\`, in the store \`${result.report.html}\``);
  run.status(outcome);
  return { ...result, dataReport };
}
