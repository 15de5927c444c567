import type { CreatedSchedule } from '../client/create-schedule.ts';
import type { ScheduleDescription } from '../client/describe-schedule.ts';

/** Where a schedule's rows come from. */
interface Sources {
  /** Files uploaded when it was made. */
  frozen: readonly string[];
  /** Addresses that each run reads anew. */
  readAgain: readonly string[];
}

export function createdText({ created, ...schedule }: CreatedSchedule, { frozen, readAgain }: Sources): string {
  return [
    `${created ? 'Made' : 'Updated'} schedule ${schedule.name}: ${whenText(schedule)}`,
    `  model  ${modelText(schedule)}`,
    nextText(schedule),
    ...(readAgain.length === 0 ? [] : [`  read again by each run: ${readAgain.join(', ')}`]),
    ...(frozen.length === 0 ? [] : [`  frozen as uploaded now: ${frozen.join(', ')}; --update takes in what changes`]),
    `  anneal schedule trigger ${schedule.name}    start a run now`,
    `  anneal schedule describe ${schedule.name}   what it did and will do`,
  ].join('\n');
}

export function descriptionText(schedule: ScheduleDescription): string {
  const { name, paused, note, overlap, catchUpHours, started, skipped, missed, running, recentRuns } = schedule;
  return [
    `${name}: ${whenText(schedule)}${paused ? ', paused' : ''}${note === null ? '' : ` (${note})`}`,
    `  starts  ${schedule.workflow} on queue ${schedule.queue}; model ${modelText(schedule)}`,
    `  rules   while a run goes on: ${overlap}; missed while the server was away: made up for within ${Number(catchUpHours.toFixed(1))} h`,
    `  so far  ${started} started, ${skipped} skipped since a run went on, ${missed} missed`,
    nextText(schedule),
    ...(running.length === 0 ? [] : [`  now     ${running.join(', ')}`]),
    ...(recentRuns.length === 0 ? [] : ['  runs, newest first']),
    ...recentRuns.map(({ workflowId, startedAt, state }) => `    ${workflowId}  ${instant(startedAt)}  ${stateText(state)}`),
  ].join('\n');
}

/** 2026-11-23 02:00:00 */
export function instant(time: Date): string {
  return time.toISOString().slice(0, 19).replace('T', ' ');
}

function whenText({ times, timeZone }: ScheduleDescription): string {
  return `${times.length === 0 ? 'never' : times.join(', ')} ${timeZone}`;
}

function nextText({ paused, name, nextRuns }: ScheduleDescription): string {
  if (paused) return `  next    none while it is paused: anneal schedule unpause ${name}`;
  return `  next    ${nextRuns.length === 0 ? 'none' : `${nextRuns.slice(0, 3).map(instant).join(', ')} (UTC)`}`;
}

/** Only a schedule made by other means can lack the name. */
function modelText({ model }: ScheduleDescription): string {
  return model ?? 'unnamed: give the spec a "name", or no run can register one';
}

function stateText(state: string | null): string {
  return state === null ? 'forgotten by the server' : state.toLowerCase().replace('_', ' ');
}
