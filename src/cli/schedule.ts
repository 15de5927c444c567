import type { Command } from 'commander';
import type { ScheduleOptions } from '../client/create-schedule.ts';
import { checkSpec } from '../client/start-run.ts';
import type { RunSpecInput } from '../contracts/spec.ts';
import { withAnneal } from './connect.ts';
import { positiveInteger } from './list.ts';
import { say, table, wantsJson } from './output.ts';
import { datasetsIn, readSpec, uploadLocalDatasets } from './read-spec.ts';
import { createdText, descriptionText, instant } from './schedule-text.ts';

const nameHelp = 'name of the schedule';

/** schedule create, list, describe, trigger, pause, unpause, delete. */
export function addScheduleCommands(program: Command): void {
  const schedule = program.command('schedule').description('runs that start by themselves: nightly retraining');
  addCreate(schedule);
  addLooks(schedule);
  addTrigger(schedule);
  const simple = (name: 'unpause' | 'delete', description: string) =>
    schedule
      .command(name)
      .argument('<name>', nameHelp)
      .description(description)
      .action(async (given: string, _options: unknown, command: Command) => {
        const answer = await withAnneal(({ schedules }) => schedules[name](given));
        say(wantsJson(command), { name: given, answer }, () => answer);
      });
  schedule
    .command('pause')
    .argument('<name>', nameHelp)
    .option('--note <text>', 'why, for whoever reads it')
    .description('let nothing start by itself; a run that goes on is not touched')
    .action(async (given: string, { note }: { note?: string }, command: Command) => {
      const answer = await withAnneal(({ schedules }) => schedules.pause(given, note));
      say(wantsJson(command), { name: given, answer }, () => answer);
    });
  simple('unpause', 'let a paused schedule go on with its next time');
  simple('delete', 'end a schedule; its runs and their models stay');
}

function addCreate(schedule: Command): void {
  schedule
    .command('create')
    .argument('<name>', `${nameHelp}, and of the model where the spec gives none`)
    .argument('<spec>', 'spec in YAML or JSON; - reads standard input')
    .description('start a run of the spec at each of these times, one at a time')
    .option('--cron <expression>', 'minute, hour, day, month, weekday: "0 2 * * *" is every night at 2')
    .option('--every <length>', 'instead of --cron: 30m, 6h, 1d, counted from midnight UTC')
    .option('--time-zone <zone>', 'of --cron, such as Europe/Berlin; default UTC')
    .option('--paused', 'hold it until `schedule unpause`')
    .option('--note <text>', 'for whoever reads it')
    .option('--update', 'give a schedule that exists this spec and these times', false)
    .action(async (name: string, path: string, options: ScheduleOptions, command: Command) => {
      const file = readSpec(path);
      checkSpec(file.spec);
      await withAnneal(async ({ schedules, uploadDataset }) => {
        const frozen: string[] = [];
        const spec = await uploadLocalDatasets(file, async (local, label) => {
          frozen.push(label);
          return uploadDataset(local, label);
        });
        const created = await schedules.create(name, spec as RunSpecInput, options);
        const readAgain = (await datasetsIn(file.spec)).filter((uri) => !frozen.includes(uri));
        say(wantsJson(command), { ...created, frozen, readAgain }, () => createdText(created, { frozen, readAgain }));
      });
    });
}

function addLooks(schedule: Command): void {
  schedule
    .command('list')
    .description('schedules, by name; one made seconds ago may be missing still')
    .option('--limit <n>', 'how many at most', positiveInteger, 100)
    .action(async ({ limit }: { limit: number }, command: Command) => {
      const found = await withAnneal(({ schedules }) => schedules.list({ limit }));
      const rows = () =>
        found.map(({ name, times, timeZone, paused, nextRun, lastRun }) => [
          name,
          `${times.join(', ')} ${timeZone}`,
          paused ? 'paused' : nextRun === null ? 'never' : instant(nextRun),
          lastRun?.workflowId ?? '–',
        ]);
      say(wantsJson(command), found, () =>
        found.length === 0
          ? 'No schedules yet. `anneal schedule create NAME SPEC --cron "0 2 * * *"` makes one.'
          : table(['schedule', 'when', 'next (UTC)', 'last run'], rows()),
      );
    });
  schedule
    .command('describe')
    .argument('<name>', nameHelp)
    .description('its times, next and recent runs, and what was left out')
    .action(async (name: string, _options: unknown, command: Command) => {
      const description = await withAnneal(({ schedules }) => schedules.describe(name));
      say(wantsJson(command), description, () => descriptionText(description));
    });
}

function addTrigger(schedule: Command): void {
  schedule
    .command('trigger')
    .argument('<name>', nameHelp)
    .description('start a run now, also of a paused schedule, unless one goes on')
    .action(async (name: string, _options: unknown, command: Command) => {
      const run = await withAnneal(({ schedules }) => schedules.trigger(name));
      say(wantsJson(command), run, () =>
        run.started
          ? `Started ${run.workflowId}\n  anneal watch ${run.workflowId}    follow it`
          : `Skipped: ${run.workflowId} goes on still, and a schedule starts one run at a time.\n  anneal watch ${run.workflowId}    follow it`,
      );
    });
}
