import { type Client, isGrpcServiceError, ServiceError, WorkflowFailedError, WorkflowNotFoundError } from '@temporalio/client';
import { AnnealFailure } from '../contracts/failure.ts';
import { RunResult, type RunProgress } from '../contracts/run.ts';
import { Progress } from '../contracts/training.ts';
import { runWorkflows } from './workflow-type.ts';

/** Where a run stands. */
export interface RunDescription {
  workflowId: string;
  runId: string;
  /** Run id of the first execution: what the run's objects are stored under, also after a reset. */
  firstRunId: string;
  /** Temporal's word: RUNNING, COMPLETED, FAILED, CANCELLED, TERMINATED, TIMED_OUT. */
  execution: string;
  startedAt: Date;
  closedAt: Date | null;
  /** What the run tells of itself; null when no worker answers for it. */
  progress: RunProgress | null;
  /** What its trainings and evaluations are at, from their last heartbeats. */
  activities: { activity: string; attempt: number; progress: Progress | null; lastFailure: string | null }[];
}

/** One line of a list of runs. */
export interface RunListing {
  workflowId: string;
  runId: string;
  execution: string;
  startedAt: Date;
  closedAt: Date | null;
}

/**
 * @throws AnnealFailure NotFound.
 */
export async function describeRun(client: Client, workflowId: string): Promise<RunDescription> {
  const handle = client.workflow.getHandle(workflowId);
  const description = await handle.describe().catch((error: unknown) => notFound(error, workflowId));
  const converter = client.options.loadedDataConverter.payloadConverter;
  const activities = (description.raw.pendingActivities ?? []).map((pending) => {
    const payload = pending.heartbeatDetails?.payloads?.[0];
    const beat = Progress.safeParse(payload === undefined ? null : converter.fromPayload(payload));
    return {
      activity: pending.activityType?.name ?? '',
      attempt: pending.attempt ?? 1,
      progress: beat.success ? beat.data : null,
      lastFailure: pending.lastFailure?.message ?? null,
    };
  });
  return {
    workflowId,
    runId: description.runId,
    firstRunId: description.raw.workflowExecutionInfo?.firstRunId || description.runId,
    execution: description.status.name,
    startedAt: description.startTime,
    closedAt: description.closeTime ?? null,
    progress: await queryProgress(client, workflowId),
    activities,
  };
}

/** A query needs a live worker; without one the rest of the description still stands. */
async function queryProgress(client: Client, workflowId: string): Promise<RunProgress | null> {
  try {
    return await client.withDeadline(Date.now() + 3_000, () => client.workflow.getHandle(workflowId).query<RunProgress>('progress'));
  } catch {
    return null;
  }
}

/**
 * Waits for a run's end.
 * @throws AnnealFailure named as the failure that ended the run; NotFound.
 */
export async function resultOf(client: Client, workflowId: string): Promise<RunResult> {
  try {
    return RunResult.parse(await client.workflow.getHandle(workflowId).result());
  } catch (error) {
    throw error instanceof WorkflowFailedError ? endOf(error, workflowId) : notFound(error, workflowId);
  }
}

/** How a run ended that gave no result. */
export class RunEnded extends Error {
  override readonly name = 'RunEnded';
  readonly end: 'failed' | 'cancelled' | 'terminated' | 'timed out';
  /** Name of the failure: one of Anneal's, or Temporal's. */
  readonly failure: string;

  constructor(end: RunEnded['end'], failure: string, message: string) {
    super(message);
    this.end = end;
    this.failure = failure;
  }
}

/** The failure at the bottom of a failed run, as an error of ours. */
export function endOf(error: WorkflowFailedError, workflowId: string): RunEnded {
  let cause: unknown = error.cause;
  while (cause instanceof Error && cause.cause instanceof Error) cause = cause.cause;
  const name = cause instanceof Error ? cause.name : '';
  const type = typeof cause === 'object' && cause !== null && 'type' in cause && typeof cause.type === 'string' ? cause.type : name;
  const message = cause instanceof Error ? cause.message : error.message;
  if (name === 'CancelledFailure')
    return new RunEnded(
      'cancelled',
      type,
      `Run ${workflowId} was cancelled. What it trained is kept: the same spec, with a name of its own, goes on from its checkpoints.`,
    );
  if (name === 'TerminatedFailure') return new RunEnded('terminated', type, `Run ${workflowId} was terminated: ${message}`);
  if (name === 'TimeoutFailure') return new RunEnded('timed out', type, `Run ${workflowId} timed out: ${message}`);
  return new RunEnded('failed', type, message);
}

/** Runs, newest first. */
export async function listRuns(client: Client, { limit }: { limit: number }): Promise<RunListing[]> {
  const runs: RunListing[] = [];
  const query = `WorkflowType IN (${runWorkflows.map((type) => `'${type}'`).join(', ')})`;
  for await (const run of client.workflow.list({ query, pageSize: Math.min(limit, 100) })) {
    runs.push({
      workflowId: run.workflowId,
      runId: run.runId,
      execution: run.status.name,
      startedAt: run.startTime,
      closedAt: run.closeTime ?? null,
    });
    if (runs.length >= limit) break;
  }
  return runs;
}

/** Rethrows, with a word of ours for a run that does not exist, and for a server that went away. */
export function notFound(error: unknown, workflowId: string): never {
  if (error instanceof WorkflowNotFoundError)
    throw new AnnealFailure('NotFound', `There is no run "${workflowId}" on this server. \`anneal list\` shows the runs that there are.`, {
      cause: error,
    });
  if (isOutage(error))
    throw new AnnealFailure(
      'TemporalUnavailable',
      `The Temporal server does not answer any more. Run ${workflowId} is safe and goes on without you; ask again when the server is back.`,
      { cause: error },
    );
  throw error;
}

/** gRPC's codes for a server that is away or too slow, after the SDK's own retries of half a minute. */
const outages = [4, 14];

function isOutage(error: unknown): boolean {
  const cause = error instanceof ServiceError ? error.cause : error;
  return isGrpcServiceError(cause) && outages.includes(cause.code);
}
