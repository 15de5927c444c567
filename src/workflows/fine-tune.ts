import { allHandlersFinished, condition, isCancellation } from '@temporalio/workflow';
import type { TestScores } from '../contracts/evaluation-report.ts';
import type { GeneralReport } from '../contracts/general-report.ts';
import type { Plan } from '../contracts/plan.ts';
import type { RunResult, StageOutcome } from '../contracts/run.ts';
import { allTasks, type RunSpec } from '../contracts/spec.ts';
import { checkRules } from '../policy/check-rules.ts';
import type { Chain } from './chain.ts';
import { evaluate, scoreGeneral } from './evaluate.ts';
import { measureLatency } from './measure-latency.ts';
import { prepareData, reportPreparation, testSet, type PreparedDataset } from './prepare-data.ts';
import { publishRun } from './publish-run.ts';
import { resolvePlan } from './resolve-plan.ts';
import { runControls } from './run-controls.ts';
import { runStage } from './run-stage.ts';
import { trackRun, type RunTracker } from './run-tracker.ts';
import { stagesOf, type Stage } from './stage.ts';

/** A run of either kind: plan, prepare, measure the base, train stage by stage, compare with controls, publish. */
export async function fineTune(spec: RunSpec): Promise<RunResult> {
  const run = trackRun('tasks' in spec ? [allTasks] : spec.stages.map((stage) => stage.name));
  try {
    const plan = await resolvePlan(spec, run);
    const prepared = await prepareData(plan, run);
    const { datasets } = prepared;
    for (const { plan: stage, dataset } of datasets) checkRules(stage, dataset.answers);
    const [baseline, dataReport] = await Promise.all([evaluateBaseline(plan, datasets, run), reportPreparation(prepared, plan, run)]);
    const stages = stagesOf(plan, datasets);
    const general = await scoreGeneral({ title: 'base', model: { base: plan.baseModel, adapter: null }, before: null }, plan, run);
    const { outcomes, chain, stopped } = await runStages(stages, { tests: baseline, general }, plan, run);
    const controls = stopped ? [] : await runControls({ stages, outcomes, chain }, plan, run);
    const asked = testSet(datasets.at(-1)!, 'test');
    const scores = chain.taught.find(({ name }) => name === asked.test)?.scores.test;
    const latency = stopped ? [] : await measureLatency({ model: chain.model, title: chain.title, set: asked, scores }, plan, run);
    const result = await publishRun(
      {
        plan,
        datasets,
        ledger: prepared.outcome.ledger.sha256,
        dataReport,
        baseline,
        general,
        latency,
        outcomes,
        controls,
        model: chain.model,
        stopped,
      },
      run,
    );
    await condition(allHandlersFinished);
    return result;
  } catch (error) {
    run.status(isCancellation(error) ? 'cancelled' : 'failed');
    throw error;
  }
}

/** The base model on every test set: as it is, and with a few examples in the prompt, which is what a team would do without training. */
async function evaluateBaseline(plan: Plan, datasets: PreparedDataset[], run: RunTracker): Promise<TestScores[]> {
  run.status('baseline');
  const sets = datasets.map((dataset) => testSet(dataset, 'test'));
  const prompts = plan.evaluation.fewShot > 0 ? (['zeroShot', 'fewShot'] as const) : (['zeroShot'] as const);
  const tests = sets.flatMap((set) => prompts.map((prompt) => ({ set, prompt })));
  return evaluate({ title: 'base', model: { base: plan.baseModel, adapter: null }, tests }, plan, run);
}

async function runStages(
  stages: Stage[],
  baseline: { tests: TestScores[]; general: GeneralReport | null },
  plan: Plan,
  run: RunTracker,
): Promise<{ outcomes: StageOutcome[]; chain: Chain; stopped: boolean }> {
  const outcomes: StageOutcome[] = [];
  let chain: Chain = { model: { base: plan.baseModel, adapter: null }, title: 'base', taught: [], baseGeneral: baseline.general };
  for (const stage of stages) {
    const end = await runStage(stage, chain, baseline.tests, plan, run);
    chain = end.chain;
    outcomes.push(end.outcome);
    const own = end.outcome.tests[0]!;
    run.outcome(end.outcome, own.metrics[own.primary]?.mean ?? null);
    run.stage(stage.name, end.outcome.accepted ? 'accepted' : 'rejected', stageNote(end.outcome));
    if (end.stop) {
      for (const skipped of stages.slice(stage.index + 1)) run.stage(skipped.name, 'skipped', 'not started: the run was stopped by a gate');
      return { outcomes, chain, stopped: true };
    }
  }
  return { outcomes, chain, stopped: false };
}

function stageNote({ attempts, decidedBy, gates, accepted }: StageOutcome): string {
  const tries = attempts.length === 1 ? '' : ` at attempt ${attempts.length}`;
  const by = decidedBy === 'person' ? ', decided by a person' : '';
  const reason = accepted ? '' : `: ${gates.find((gate) => gate.decision !== 'accept')?.reason ?? ''}`;
  return `${accepted ? 'accepted' : 'rejected'}${tries}${by}${reason}`;
}
