import { type Client, ScheduleAlreadyRunning, ScheduleOverlapPolicy } from '@temporalio/client';
import { AnnealFailure } from '../contracts/failure.ts';
import type { RunSpecInput } from '../contracts/spec.ts';
import { describeSchedule, ownSchedule, type ScheduleDescription } from './describe-schedule.ts';
import { scheduleTimes, type ScheduleTimes } from './schedule-times.ts';
import { checkSpec, summaryOf } from './start-run.ts';
import { workflowOf } from './workflow-type.ts';

export interface ScheduleOptions extends ScheduleTimes {
  /** Made, but held until `unpause`. */
  paused?: boolean;
  /** Where a schedule of this name exists: give it this spec and these times. Its history, and whether it is paused, stay. */
  update?: boolean;
  /** For whoever reads it later. */
  note?: string;
}

/** A schedule as it was left. */
export interface CreatedSchedule extends ScheduleDescription {
  /** false: it existed already and was updated. */
  created: boolean;
}

/** A night missed while the server was away is made up for, until shortly after the next one has passed. */
const catchupWindow = '26h';

/**
 * Makes a schedule that starts a run of the spec at each of its times, unless the one before goes on still. The spec's `name`
 * is the schedule's where it gives none, so that each night's version lands under one model.
 * @throws AnnealFailure InvalidSpec; InvalidInput for a name or times that cannot be used; ScheduleExists.
 */
export async function createSchedule(
  client: Client,
  queue: string,
  name: string,
  spec: RunSpecInput,
  { paused, update = false, note, ...times }: ScheduleOptions,
): Promise<CreatedSchedule> {
  const named = { ...spec, name: spec.name ?? checkScheduleName(name) };
  checkSpec(named);
  const options = {
    spec: scheduleTimes(times),
    action: {
      type: 'startWorkflow' as const,
      workflowType: workflowOf(named),
      workflowId: checkScheduleName(name),
      taskQueue: queue,
      args: [named],
      staticSummary: summaryOf(named),
    },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow },
  };
  const state = { ...(paused === undefined ? {} : { paused }), ...(note === undefined ? {} : { note }) };
  const created = await client.schedule
    .create({ scheduleId: name, ...options, state })
    .then(() => true)
    .catch(async (error: unknown) => {
      if (!(error instanceof ScheduleAlreadyRunning)) throw badTimes(error, times);
      if (!update) throw exists(name, error);
      await ownSchedule(client, name);
      await client.schedule
        .getHandle(name)
        .update((before) => ({ ...options, state: { ...before.state, ...state } }))
        .catch((refused: unknown) => {
          throw badTimes(refused, times);
        });
      return false;
    });
  return { ...(await describeSchedule(client, name)), created };
}

/** Also a part of workflow ids and, where the spec gives none, the name of the model. */
function checkScheduleName(name: string): string {
  if (/^[a-z0-9][a-z0-9._-]{0,62}$/.test(name)) return name;
  throw new AnnealFailure(
    'InvalidInput',
    `"${name}" cannot be the name of a schedule: expected 1 to 63 of a-z, 0-9, ".", "_", "-", starting with a letter or digit.`,
  );
}

function exists(name: string, cause: unknown): AnnealFailure {
  return new AnnealFailure(
    'ScheduleExists',
    `There is a schedule "${name}" already, and it was left as it is. Give it this spec and these times by --update (client: update: true), take another name, or delete it first: \`anneal schedule delete ${name}\`.`,
    { cause },
  );
}

/** The server's word on a cron expression, as an error of ours; whatever else came stays as it is. */
function badTimes(error: unknown, { cron }: ScheduleTimes): unknown {
  if (!(error instanceof TypeError) || cron === undefined) return error;
  return new AnnealFailure(
    'InvalidInput',
    `"${cron}" is no cron expression (${error.message}). Give minute, hour, day of the month, month and day of the week, such as "0 2 * * *" for every night at 2 or "30 1 * * MON-FRI".`,
    { cause: error },
  );
}
