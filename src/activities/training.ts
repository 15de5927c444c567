import { CancelledFailure, Context } from '@temporalio/activity';
import type { TrainActivities } from '../contracts/activities.ts';
import type { Backend } from '../backends/backend.ts';
import { AnnealFailure } from '../contracts/failure.ts';
import { Progress, StageTraining } from '../contracts/training.ts';
import type { ModelFiles } from '../model-files/model-files.ts';
import type { StepResults } from '../storage/step-results.ts';
import { resolveCompute } from '../trainer-process/resolve-compute.ts';
import type { TrainerPool } from '../trainer-process/trainer-pool.ts';

export interface TrainDependencies {
  pool: TrainerPool;
  modelFiles: ModelFiles;
  steps: StepResults;
  backend: Backend;
  defaultBaseModel: string;
}

/** For activities that the spec's timing does not reach. */
const heartbeatSeconds = 5;

/** Work that needs this machine's device. */
export function createTrainActivities({ pool, modelFiles, steps, backend, defaultBaseModel }: TrainDependencies): TrainActivities {
  return {
    /** Safe to retry: the model is made once on this machine, and what is told of it follows from its files. */
    describeBaseModel: ({ baseModel, compute }) =>
      beating(heartbeatSeconds, null, async (beat, signal) => {
        const name = baseModel ?? defaultBaseModel;
        await modelFiles.checkBase(name);
        const onWaiting = () => beat(describing('waiting for the device'));
        return pool.withTrainer({ signal, onWaiting }, async (session) => {
          beat(describing('loading'));
          const resolved = resolveCompute(session.hello, compute);
          const found = await modelFiles.findBase(name, session);
          const tokenizer = await modelFiles.keepTokenizer(found.folder);
          return { baseModel: found.baseModel, facts: found.facts, tokenizer, compute: resolved };
        });
      }),

    /** Safe to retry: a finished training is looked up by what it trains on what, an unfinished one goes on from its newest whole checkpoint. */
    trainStage: async ({ runId, job, compute, timing, fresh }) => {
      const place = fresh ? `${job.trainKey}-${runId}` : job.trainKey;
      const kept = await steps.find('train', place, StageTraining);
      if (kept) return kept;
      const { info } = Context.current();
      const lastSeen = Progress.safeParse(info.heartbeatDetails).data ?? null;
      const execution = `${info.workflowExecution?.workflowId}/${info.workflowExecution?.runId}/${info.activityId}`;
      const training = await beating(timing.heartbeatSeconds, lastSeen, (onProgress, signal) =>
        backend.train({ runId, place, execution, job, compute, timing, lastSeen, signal, onProgress }),
      );
      const blobs = [...Object.values(training.adapter), training.curves, ...(training.tooLong === undefined ? [] : [training.tooLong])];
      return steps.keep('train', place, training, blobs, { firstWins: true }); // it holds seconds, which differ where two runs trained the same
    },
  };
}

function describing(doing: Progress['doing']): Progress {
  return {
    doing,
    stage: 'base model',
    step: 0,
    totalSteps: 0,
    loss: null,
    tokensPerSecond: null,
    etaSeconds: null,
    checkpoint: null,
    trainerPid: null,
  };
}

/**
 * Runs `work` while beating on a timer of its own, so that waiting and uploading beat too. `work` reports what the beats
 * tell. A worker that shuts down fails the attempt retryably, so that another worker goes on; a cancel stays a cancel.
 */
async function beating<Result>(
  everySeconds: number,
  first: Progress | null,
  work: (beat: (progress: Progress) => void, signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const context = Context.current();
  let details = first;
  context.heartbeat(details);
  const timer = setInterval(() => context.heartbeat(details), everySeconds * 1000);
  try {
    return await work((progress) => (details = progress), context.cancellationSignal);
  } catch (error) {
    if (!context.cancellationSignal.aborted || !isCancellation(error, context.cancellationSignal)) throw error;
    if (context.cancellationDetails?.workerShutdown) throw handedOver(details);
    throw error instanceof CancelledFailure
      ? error
      : new CancelledFailure('The activity was cancelled', [], error instanceof Error ? error : undefined);
  } finally {
    context.heartbeat(details);
    clearInterval(timer);
  }
}

function isCancellation(error: unknown, signal: AbortSignal): boolean {
  return error === signal.reason || error instanceof CancelledFailure || (error instanceof Error && error.name === 'AbortError');
}

function handedOver(progress: Progress | null): AnnealFailure {
  const where = progress?.checkpoint == null ? '' : ` Step ${progress.checkpoint} is safe in the store.`;
  return new AnnealFailure(
    'TrainerInterrupted',
    `The worker is shutting down and handed its work over.${where} Another worker goes on from there.`,
  );
}
