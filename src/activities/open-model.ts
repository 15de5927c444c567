import { Context } from '@temporalio/activity';
import type { EvaluationRequest } from '../contracts/activities.ts';
import type { ModelRef } from '../contracts/model.ts';
import type { OwnMetrics } from '../evaluation/score-file/own-file-metric.ts';
import type { ModelClient } from '../inference/model-client.ts';
import { trainerModelClient } from '../inference/trainer-model-client.ts';
import type { ModelFiles } from '../model-files/model-files.ts';
import type { Blobs } from '../storage/blobs.ts';
import type { StepResults } from '../storage/step-results.ts';
import type { TrainerPool } from '../trainer-process/trainer-pool.ts';
import type { EvaluationProgress } from './evaluation-progress.ts';

export interface EvaluationDependencies {
  blobs: Pick<Blobs, 'putLines' | 'putJson' | 'readLines'>;
  stepResults: StepResults;
  withTrainer: TrainerPool['withTrainer'];
  modelFiles: Pick<ModelFiles, 'localBase' | 'localAdapter'>;
  /** Metrics of one's own that this worker has. */
  ownMetrics?: OwnMetrics;
  /** Folder on this machine for answers that are still being given. */
  scratch: string;
}

/** Opens the model for questions in one format; half-given answers lie in `scratch` and are gone on with. */
export type OpenModel = (questions: { format: 'chat' | 'completion'; scratch: string }) => ModelClient;

type Asked = Pick<EvaluationRequest, 'model' | 'evaluation' | 'compute' | 'timing' | 'fresh'>;

/** Takes the device, fetches the model's files and lends it to `use`. Rejects with the signal's reason when aborted. */
export async function withModel<Result>(
  { withTrainer, modelFiles }: Pick<EvaluationDependencies, 'withTrainer' | 'modelFiles'>,
  { model: { base, adapter }, evaluation: { batchSize }, compute: { dtype, threads }, timing }: Asked,
  { progress, signal }: { progress: EvaluationProgress; signal: AbortSignal },
  use: (open: OpenModel) => Promise<Result>,
): Promise<Result> {
  return withTrainer({ signal, onWaiting: progress.waiting }, async (session) => {
    progress.trainer(session.pid);
    const model = {
      base: await modelFiles.localBase(base, session),
      adapter: adapter && (await modelFiles.localAdapter(adapter)),
    };
    const stall = { startSeconds: timing.startStallSeconds, seconds: timing.stallSeconds };
    return use((questions) => trainerModelClient({ session, model, batchSize, dtype, threads, stall, ...questions }));
  });
}

/** Hashes of everything that a model is made of. */
export function modelIdentity({ base, adapter }: ModelRef): { base: string; adapter: Record<string, string> | null } {
  return {
    base: base.hash,
    adapter: adapter && Object.fromEntries(Object.entries(adapter).map(([name, { sha256 }]) => [name, sha256])),
  };
}

/** What besides model and questions may change an answer. A fresh run asks anew, and each thing once. */
export function askedIn({ compute, evaluation: { batchSize }, fresh }: Asked) {
  return { ...compute, batchSize, ...(fresh && { askedBy: Context.current().info.workflowExecution?.runId }) };
}
