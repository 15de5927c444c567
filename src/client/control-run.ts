import { type Client, WorkflowUpdateFailedError } from '@temporalio/client';
import { AnnealFailure } from '../contracts/failure.ts';
import type { StageDecision } from '../contracts/run.ts';
import { describeRun, notFound } from './describe-run.ts';

/**
 * Tells a run that waits what becomes of its stage.
 * @throws AnnealFailure InvalidInput when the run waits for no such decision; NotFound.
 */
export async function decideStage(client: Client, run: string, decision: StageDecision['decision'], stage?: string): Promise<string> {
  const named = stage ?? (await describeRun(client, run)).progress?.waitingFor;
  if (named === null || named === undefined)
    throw new AnnealFailure('InvalidInput', `Run "${run}" waits for no decision now. \`anneal status ${run}\` shows what it is at.`);
  return update(client, run, 'decideStage', { stage: named, decision });
}

/** Holds a run, or lets it go on. @throws AnnealFailure InvalidInput when it is so already; NotFound. */
export async function holdRun(client: Client, run: string, what: 'pause' | 'resume'): Promise<string> {
  return update(client, run, what);
}

/** Asks a run to end; its training saves a checkpoint first. @throws AnnealFailure NotFound. */
export async function cancelRun(client: Client, run: string): Promise<string> {
  await client.workflow
    .getHandle(run)
    .cancel()
    .catch((error: unknown) => notFound(error, run));
  return `Run ${run} is being cancelled: a training saves a checkpoint first, which a run of the same spec (with the same name) will go on from.`;
}

/** A refused update answers with the validator's words. */
async function update(client: Client, run: string, name: string, argument?: unknown): Promise<string> {
  try {
    const handle = client.workflow.getHandle(run);
    return await (argument === undefined
      ? handle.executeUpdate<string, []>(name)
      : handle.executeUpdate<string, [unknown]>(name, { args: [argument] }));
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError)
      throw new AnnealFailure('InvalidInput', error.cause?.message ?? error.message, { cause: error });
    return notFound(error, run);
  }
}
