import { type Client, type ScheduleDescription as Described, ScheduleNotFoundError, WorkflowNotFoundError } from '@temporalio/client';
import { AnnealFailure } from '../contracts/failure.ts';
import { timesText } from './schedule-times.ts';
import { isRunWorkflow, type RunWorkflow } from './workflow-type.ts';

/** A run that a schedule started. */
export interface ScheduledRun {
  workflowId: string;
  runId: string;
  startedAt: Date;
}

/** One line of a list of schedules. */
export interface ScheduleListing {
  name: string;
  workflow: RunWorkflow;
  /** `cron 0 2 * * *`, `every 6 h`. */
  times: string[];
  timeZone: string;
  paused: boolean;
  /** null while it is paused, and when no time is left. */
  nextRun: Date | null;
  lastRun: ScheduledRun | null;
}

/** What a schedule does, did and will do. */
export interface ScheduleDescription extends ScheduleListing {
  /** Versions are registered under this name; null: the spec gives none, which only schedules made elsewhere can do. */
  model: string | null;
  /** What every run is started with. */
  spec: unknown;
  queue: string;
  /** What happens when a run is due while another goes on: SKIP for schedules of `create`. */
  overlap: string;
  /** A run that was missed while the server was away is made up for within these hours. */
  catchUpHours: number;
  /** Why it is paused, or what else somebody wrote. */
  note: string | null;
  /** Empty while it is paused. */
  nextRuns: Date[];
  /** Newest first. `state` is Temporal's word; null when it has forgotten the run. */
  recentRuns: (ScheduledRun & { state: string | null })[];
  /** Workflow ids of runs that go on, as the schedule knows them. */
  running: string[];
  /** Runs started so far. */
  started: number;
  /** Runs left out since another went on. */
  skipped: number;
  /** Runs left out since the server was away for longer than `catchUpHours`. */
  missed: number;
  createdAt: Date;
  updatedAt: Date | null;
}

/**
 * A schedule, as the server has it now.
 * @throws AnnealFailure NotFound; InvalidInput for a schedule that starts something else.
 */
export async function describeSchedule(client: Client, name: string): Promise<ScheduleDescription> {
  const described = await ownSchedule(client, name);
  const { action, policies, state, info } = described;
  const [spec] = action.args ?? [];
  const runs = recentRuns(described);
  const states = await Promise.all(runs.map((run) => stateOf(client, run)));
  return {
    ...listingOf(described),
    model: typeof spec === 'object' && spec !== null && 'name' in spec && typeof spec.name === 'string' ? spec.name : null,
    spec: spec ?? null,
    queue: action.taskQueue ?? '',
    overlap: policies.overlap ?? 'SKIP',
    catchUpHours: policies.catchupWindow / 3_600_000,
    note: state.note === undefined || state.note === '' ? null : state.note,
    nextRuns: state.paused ? [] : info.nextActionTimes,
    recentRuns: runs.map((run, index) => ({ ...run, state: states[index]! })),
    running: info.runningActions.map(({ workflow }) => workflow.workflowId),
    started: info.numActionsTaken,
    skipped: info.numActionsSkippedOverlap,
    missed: info.numActionsMissedCatchupWindow,
    createdAt: info.createdAt,
    updatedAt: info.lastUpdatedAt ?? null,
  };
}

/**
 * Schedules that start runs, by name. The server's list lags a few seconds behind; each line is as the schedule itself has
 * it, and one that is gone is left out.
 */
export async function listSchedules(client: Client, { limit }: { limit: number }): Promise<ScheduleListing[]> {
  const found: ScheduleListing[] = [];
  for await (const { scheduleId, action } of client.schedule.list()) {
    if (action !== undefined && !isRunWorkflow(action.workflowType)) continue;
    const listing = await ownSchedule(client, scheduleId).then(listingOf, (error: unknown) => {
      if (error instanceof AnnealFailure) return null;
      throw error;
    });
    if (listing !== null) found.push(listing);
    if (found.length >= limit) break;
  }
  return found.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

type OwnSchedule = Described & { action: { workflowType: RunWorkflow } };

/** The schedule in Temporal's words. @throws AnnealFailure NotFound; InvalidInput for a schedule that starts something else. */
export async function ownSchedule(client: Client, name: string): Promise<OwnSchedule> {
  const described = await client.schedule
    .getHandle(name)
    .describe()
    .catch((error: unknown) => noSchedule(error, name));
  const { workflowType } = described.action;
  if (isRunWorkflow(workflowType)) return described as OwnSchedule;
  throw new AnnealFailure(
    'InvalidInput',
    `The schedule "${name}" starts the workflow ${workflowType}, which is no run of Anneal's. It was left as it is; use the tools of whoever made it.`,
  );
}

/** Rethrows, with a word of ours for a schedule that does not exist. */
export function noSchedule(error: unknown, name: string): never {
  if (error instanceof ScheduleNotFoundError)
    throw new AnnealFailure(
      'NotFound',
      `There is no schedule "${name}" on this server. \`anneal schedule list\` shows the schedules that there are.`,
      { cause: error },
    );
  throw error;
}

function listingOf(described: OwnSchedule): ScheduleListing {
  const { scheduleId, action, spec, state, info } = described;
  return {
    name: scheduleId,
    workflow: action.workflowType,
    times: timesText(spec),
    timeZone: spec.timezone === undefined || spec.timezone === '' ? 'UTC' : spec.timezone,
    paused: state.paused,
    nextRun: state.paused ? null : (info.nextActionTimes[0] ?? null),
    lastRun: recentRuns(described)[0] ?? null,
  };
}

/** Newest first. */
function recentRuns({ info }: Described): ScheduledRun[] {
  return info.recentActions
    .map(({ takenAt, action: { workflow } }) => ({
      workflowId: workflow.workflowId,
      runId: workflow.firstExecutionRunId,
      startedAt: takenAt,
    }))
    .toReversed();
}

async function stateOf(client: Client, { workflowId }: ScheduledRun): Promise<string | null> {
  try {
    return (await client.workflow.getHandle(workflowId).describe()).status.name;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}
