import type { Client } from '@temporalio/client';
import type { RunSpecInput } from '../contracts/spec.ts';
import { deleteSchedule, pauseSchedule, triggerSchedule, unpauseSchedule } from './control-schedule.ts';
import { createSchedule, type CreatedSchedule, type ScheduleOptions } from './create-schedule.ts';
import { describeSchedule, listSchedules, type ScheduleDescription, type ScheduleListing } from './describe-schedule.ts';
import type { RunHandle } from './start-run.ts';

/** Runs that start by themselves. */
export interface Schedules {
  /** A run of the spec at each of the times, one at a time. Throws ScheduleExists unless `update` is set. */
  create(name: string, spec: RunSpecInput, options: ScheduleOptions): Promise<CreatedSchedule>;
  /** By name. One made within the last seconds may be missing still. */
  list(options?: { limit?: number }): Promise<ScheduleListing[]>;
  describe(name: string): Promise<ScheduleDescription>;
  /** A run now; `started: false` gives the one that goes on, which kept another from starting. */
  trigger(name: string): Promise<RunHandle>;
  pause(name: string, note?: string): Promise<string>;
  unpause(name: string, note?: string): Promise<string>;
  /** Its runs and their models stay. */
  delete(name: string): Promise<string>;
}

export function schedulesOf(client: Client, queue: string): Schedules {
  return {
    create: (name, spec, options) => createSchedule(client, queue, name, spec, options),
    list: ({ limit = 100 } = {}) => listSchedules(client, { limit }),
    describe: (name) => describeSchedule(client, name),
    trigger: (name) => triggerSchedule(client, name),
    pause: (name, note) => pauseSchedule(client, name, note),
    unpause: (name, note) => unpauseSchedule(client, name, note),
    delete: (name) => deleteSchedule(client, name),
  };
}
