import { workflowInfo } from '@temporalio/workflow';
import type { TrainingPart } from '../contracts/data-activities.ts';
import type { Plan } from '../contracts/plan.ts';
import type { ControlOutcome, StageOutcome } from '../contracts/run.ts';
import type { TrainingSpec } from '../contracts/spec.ts';
import { summaryText } from '../policy/summary-text.ts';
import type { Chain } from './chain.ts';
import { compare, evaluate, zeroShot } from './evaluate.ts';
import { dataSteps, trainSteps } from './proxies.ts';
import type { RunTracker } from './run-tracker.ts';
import { setsOf, type Stage } from './stage.ts';

interface Finished {
  stages: Stage[];
  outcomes: StageOutcome[];
  chain: Chain;
}

/** One model to be trained for comparison: from the base, on rows of one dataset of a stage. */
interface Control {
  kind: ControlOutcome['kind'];
  stage: Stage;
  outcome: StageOutcome;
  /** Place of the dataset in the stage. */
  dataset: number;
  training: TrainingSpec;
}

/**
 * Trains what the run is to be compared with, as the plan asks: `direct`, the last accepted stage from the base with the
 * same rows and number of updates; `singleTask`, each task alone with its rows seen as often. Both start from the base
 * and so take the rate of a first stage.
 */
export async function runControls({ stages, outcomes, chain }: Finished, plan: Plan, run: RunTracker): Promise<ControlOutcome[]> {
  const outcome = outcomes.findLast(({ accepted }) => accepted);
  const stage = stages.find(({ name }) => name === outcome?.name);
  if (plan.control === 'none' || outcome === undefined || stage === undefined) return [];
  const { settings, updates } = outcome.attempts.at(-1)!.job;
  const { effectiveBatchSize } = settings;
  const controls: ControlOutcome[] = [];
  if (plan.control === 'direct') {
    if (chain.taught.length === 1) {
      run.note('No control: one stage was accepted, and it started from the base itself.');
      return [];
    }
    const epochs = (updates * effectiveBatchSize) / stage.parts[0]!.rowsPerEpoch;
    const training = { ...stage.settings.training, epochs, effectiveBatchSize };
    controls.push(await runControl({ kind: 'direct', stage, outcome, dataset: 0, training }, plan, run));
  } else {
    const training = { ...stage.settings.training, epochs: settings.epochs, effectiveBatchSize };
    for (const dataset of stage.datasets.keys())
      controls.push(await runControl({ kind: 'singleTask', stage, outcome, dataset, training }, plan, run));
  }
  return controls;
}

async function runControl({ kind, stage, outcome, dataset, training }: Control, plan: Plan, run: RunTracker): Promise<ControlOutcome> {
  const { baseModel, baseFacts, compute, seed, timing, fresh } = plan;
  const { firstExecutionRunId: runId } = workflowInfo();
  const { name: test } = stage.datasets[dataset]!.plan;
  const name = `control-${test}`;
  const title = kind === 'direct' ? `${test} straight from the base` : `${test} alone`;
  const base = { base: baseModel, adapter: null };
  const parts: TrainingPart[] = [stage.parts[dataset]!];
  run.status('training', name);
  const job = await dataSteps().uploadDataset.executeWithOptions({ summary: summaryText(`Control, ${title}: hand over the rows`) }, [
    {
      stage: name,
      stageIndex: 0,
      attempt: 1,
      start: base,
      parts,
      earlier: [],
      replay: 0,
      learningRateFactor: 1,
      format: stage.settings.format,
      training,
      baseFacts,
      compute,
      seed,
    },
  ]);
  const trained = await run.interruptible('training controls', () =>
    trainSteps(timing).trainStage.executeWithOptions({ summary: summaryText(`Control, ${title}: train ${job.updates} updates`) }, [
      { runId, job, compute, timing, fresh },
    ]),
  );
  run.status('evaluating', name);
  const set = setsOf(stage).test[dataset]!;
  const model = { ...base, adapter: trained.adapter };
  const [scores] = await evaluate({ title: `control, ${title}`, model, tests: zeroShot([set]) }, plan, run);
  const after = outcome.tests.find((scored) => scored.test === test)!;
  const [comparison] = await compare([{ before: scores!, after, against: title, set }], plan);
  return { kind, test, training: trained, scores: scores!, comparison: comparison! };
}
