import { allHandlersFinished, condition, isCancellation } from '@temporalio/workflow';
import type { TestScores } from '../contracts/evaluation-report.ts';
import type { Plan } from '../contracts/plan.ts';
import type { RunResult, StageOutcome } from '../contracts/run.ts';
import { ProgressiveSpec } from '../contracts/spec.ts';
import { evaluate } from './evaluate.ts';
import { parseSpec } from './parse-spec.ts';
import { prepareData, testSet, type PreparedStage } from './prepare-data.ts';
import { publishRun } from './publish-run.ts';
import { resolvePlan } from './resolve-plan.ts';
import type { Chain } from './chain.ts';
import { runStage } from './run-stage.ts';
import { trackRun, type RunTracker } from './run-tracker.ts';

/** Trains one model through ordered stages; each stage starts from the last one that passed its gates. */
export async function progressiveFineTune(input: unknown): Promise<RunResult> {
  const spec = parseSpec(ProgressiveSpec, input);
  const run = trackRun(spec.stages.map((stage) => stage.name));
  try {
    const plan = await resolvePlan(spec, run);
    const stages = await prepareData(plan, run);
    const baseline = await evaluateBaseline(plan, stages, run);
    const { outcomes, chain, stopped } = await runStages(stages, baseline, plan, run);
    const result = await publishRun({ plan, stages, baseline, outcomes, model: chain.model, stopped }, run);
    await condition(allHandlersFinished);
    return result;
  } catch (error) {
    run.status(isCancellation(error) ? 'cancelled' : 'failed');
    throw error;
  }
}

/** The base model on every test set: as it is, and with a few examples in the prompt, which is what a team would do without training. */
async function evaluateBaseline(plan: Plan, stages: PreparedStage[], run: RunTracker): Promise<TestScores[]> {
  run.status('baseline');
  const sets = stages.map((stage) => testSet(stage, 'test'));
  const prompts = plan.evaluation.fewShot > 0 ? (['zeroShot', 'fewShot'] as const) : (['zeroShot'] as const);
  const tests = sets.flatMap((set) => prompts.map((prompt) => ({ set, prompt })));
  return evaluate({ title: 'base', model: { base: plan.baseModel, adapter: null }, tests }, plan, run);
}

async function runStages(
  stages: PreparedStage[],
  baseline: TestScores[],
  plan: Plan,
  run: RunTracker,
): Promise<{ outcomes: StageOutcome[]; chain: Chain; stopped: boolean }> {
  const outcomes: StageOutcome[] = [];
  let chain: Chain = { model: { base: plan.baseModel, adapter: null }, title: 'base', taught: [] };
  for (const stage of stages) {
    const end = await runStage(stage, chain, baseline, plan, run);
    chain = end.chain;
    outcomes.push(end.outcome);
    const own = end.outcome.tests[0]!;
    run.outcome(end.outcome, own.metrics[own.primary]?.mean ?? null);
    run.stage(stage.plan.name, end.outcome.accepted ? 'accepted' : 'rejected', stageNote(end.outcome));
    if (end.stop) {
      for (const skipped of stages.slice(stage.index + 1))
        run.stage(skipped.plan.name, 'skipped', 'not started: the run was stopped by a gate');
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
