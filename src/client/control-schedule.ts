import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, ScheduleOverlapPolicy } from '@temporalio/client';
import { AnnealFailure } from '../contracts/failure.ts';
import { noSchedule, ownSchedule } from './describe-schedule.ts';
import type { RunHandle } from './start-run.ts';

/** How long the server may take to act on a trigger. */
const patienceMs = 15_000;

/**
 * Starts a run of the schedule now, also of a paused one, unless a run of it goes on.
 * @returns the run; `started: false` when the trigger was skipped since this one goes on
 * @throws AnnealFailure NotFound; TemporalUnavailable when the server does not act on it.
 */
export async function triggerSchedule(client: Client, name: string): Promise<RunHandle> {
  const { info: before } = await ownSchedule(client, name);
  await client.schedule.getHandle(name).trigger(ScheduleOverlapPolicy.SKIP);
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const { info } = await ownSchedule(client, name);
    const [last, running] = [info.recentActions.at(-1), info.runningActions.at(-1)];
    if (info.numActionsTaken > before.numActionsTaken && last !== undefined) return handleOf(last.action.workflow, true);
    if (info.numActionsSkippedOverlap > before.numActionsSkippedOverlap && running !== undefined) return handleOf(running.workflow, false);
    if (Date.now() > deadline)
      throw new AnnealFailure(
        'TemporalUnavailable',
        `The server has not acted on the trigger of schedule "${name}" within ${patienceMs / 1000} s. It drops a trigger that comes within a second of another: \`anneal schedule describe ${name}\` shows whether a run was started.`,
      );
    await sleep(200);
  }
}

const handleOf = ({ workflowId, firstExecutionRunId }: { workflowId: string; firstExecutionRunId: string }, started: boolean) => ({
  workflowId,
  runId: firstExecutionRunId,
  started,
});

/** Holds a schedule; a run that goes on is not touched. Pausing a paused one changes its note only. @throws AnnealFailure NotFound. */
export async function pauseSchedule(client: Client, name: string, note = 'paused by anneal'): Promise<string> {
  await ownSchedule(client, name);
  await client.schedule.getHandle(name).pause(note);
  return `Schedule ${name} is paused: nothing starts by itself until \`anneal schedule unpause ${name}\`.`;
}

/** Lets a paused schedule go on with its next time; what was due meanwhile is not made up for. @throws AnnealFailure NotFound. */
export async function unpauseSchedule(client: Client, name: string, note = 'unpaused by anneal'): Promise<string> {
  await ownSchedule(client, name);
  await client.schedule.getHandle(name).unpause(note);
  return `Schedule ${name} goes on.`;
}

/** Ends a schedule. Its runs, also one that goes on, and their models stay. @throws AnnealFailure NotFound. */
export async function deleteSchedule(client: Client, name: string): Promise<string> {
  await ownSchedule(client, name);
  await client.schedule
    .getHandle(name)
    .delete()
    .catch((error: unknown) => noSchedule(error, name));
  return `Schedule ${name} is deleted. Its runs and their models stay; one that goes on is not touched.`;
}
