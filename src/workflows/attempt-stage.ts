import { workflowInfo } from '@temporalio/workflow';
import type { UploadRequest } from '../contracts/data-activities.ts';
import type { TestScores } from '../contracts/evaluation-report.ts';
import type { Plan } from '../contracts/plan.ts';
import type { StageAttempt } from '../contracts/run.ts';
import { combinedDecision } from '../policy/gates.ts';
import type { Tuning } from '../policy/next-step.ts';
import { summaryText } from '../policy/summary-text.ts';
import { evaluate, scoreGeneral, zeroShot } from './evaluate.ts';
import { judge } from './judge.ts';
import { dataSteps, runSteps, trainSteps } from './proxies.ts';
import type { Chain } from './chain.ts';
import type { RunTracker } from './run-tracker.ts';
import type { Stage, StageSets } from './stage.ts';

interface Attempt {
  stage: Stage;
  chain: Chain;
  sets: StageSets;
  /** Scores of the model that the stage starts from, on the stage's validation rows. */
  start: TestScores[];
  number: number;
  tuning: Tuning;
}

/** One try at a stage: mix, train, judge on validation rows, save. */
export async function attemptStage(
  { stage, chain, sets, start, number, tuning }: Attempt,
  plan: Plan,
  run: RunTracker,
): Promise<StageAttempt> {
  const { name, parts, settings } = stage;
  const { baseFacts, compute, seed, timing, fresh } = plan;
  const { firstExecutionRunId: runId } = workflowInfo(); // stays the same when the run is reset
  const label = number === 1 ? name : `${name}, attempt ${number}`;
  const replay = chain.taught.length === 0 ? 0 : tuning.replay; // before anything was taught there is nothing to replay

  run.status('training', name);
  run.stage(name, 'running', number === 1 ? 'training' : `training, attempt ${number}: ${gentler({ ...tuning, replay })}`);
  const job = await dataSteps().uploadDataset.executeWithOptions(
    {
      summary: summaryText(`${label}: ${replay === 0 ? '' : `mix in ${inWhole(replay)} replay and `}hand over the rows`),
    },
    [
      {
        stage: name,
        stageIndex: stage.index,
        attempt: number,
        start: chain.model,
        parts,
        earlier: chain.taught.map((taught) => taught.train),
        replay,
        learningRateFactor: tuning.learningRateFactor,
        ...antiForgettingOf(plan),
        format: settings.format,
        training: settings.training,
        baseFacts,
        compute,
        seed,
      },
    ],
  );
  const trained = await run.interruptible('training', () =>
    trainSteps(timing).trainStage.executeWithOptions(
      {
        summary: summaryText(
          `${label}: train ${job.updates} updates on ${job.train.rows} rows, rate ${job.settings.learningRate.toPrecision(2)}`,
        ),
      },
      [{ runId, job, compute, timing, fresh }],
    ),
  );

  run.status('evaluating', name);
  run.stage(name, 'running', `evaluating on validation rows${number === 1 ? '' : `, attempt ${number}`}`);
  const model = { base: chain.model.base, adapter: trained.adapter };
  const validation = await evaluate(
    {
      title: `${label}, validation`,
      model,
      tests: zeroShot([...sets.validation, ...chain.taught.map((taught) => taught.sets.validation)]),
    },
    plan,
    run,
  );
  const general = await scoreGeneral(
    { title: label, model, before: { report: chain.baseGeneral, minimum: stage.datasets[0]!.plan.gates.capabilities.minimum } },
    plan,
    run,
  );
  const { gates } = await judge(
    { stage, chain, split: 'validation', start, baseline: [], scores: validation, training: trained, general },
    plan,
  );
  const accepted = combinedDecision(gates) === 'accept';
  await runSteps().publishCheckpoint.executeWithOptions({ summary: summaryText(`${label}: save the model`) }, [
    { runId, stage: name, job, training: trained, accepted },
  ]);
  const { start: _start, stage: _stage, ...kept } = job;
  return {
    attempt: number,
    learningRate: job.settings.learningRate,
    replay,
    job: kept,
    training: trained,
    validation,
    general,
    gates,
  };
}

/** What is asked of every attempt alike, beside replay. Plans of runs that began before it could be asked hold none of it. */
function antiForgettingOf({ antiForgetting }: Plan): Pick<UploadRequest, 'ewc' | 'learningRateDecay'> {
  if (!antiForgetting) return {};
  const { ewc, learningRateDecay } = antiForgetting;
  return ewc === null ? { learningRateDecay } : { learningRateDecay, ewc };
}

/** What a further attempt does otherwise than the first. */
function gentler({ replay, learningRateFactor }: Tuning): string {
  return `${replay === 0 ? '' : `replay ${inWhole(replay)}, `}learning rate × ${learningRateFactor}`;
}

const inWhole = (share: number) => `${Math.round(share * 100)} %`;
