import type { ScheduleSpec, ScheduleSpecDescription } from '@temporalio/client';
import { AnnealFailure } from '../contracts/failure.ts';

/** When runs start: by `cron` or `every`, one of the two. */
export interface ScheduleTimes {
  /** Minute, hour, day of the month, month, day of the week: `0 2 * * *` is every night at 2; also `@daily`, `@weekly`. */
  cron?: string;
  /** A number and a unit, s, m, h or d, at least a minute: `6h`. Counted from midnight UTC, so that `1d` is every midnight. */
  every?: string;
  /**
   * IANA name, such as `Europe/Berlin`; of `cron`. Default UTC. In zones with summer time an hour is skipped once a year and
   * another comes twice: a run that is due in it is left out, or starts twice.
   */
  timeZone?: string;
}

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * The times as Temporal takes them. Cron expressions are read by the server.
 * @throws AnnealFailure InvalidInput for none or both of cron and every, a length that is none, an unknown time zone.
 */
export function scheduleTimes({ cron, every, timeZone }: ScheduleTimes): ScheduleSpec {
  if ((cron === undefined) === (every === undefined))
    throw new AnnealFailure(
      'InvalidInput',
      'A schedule needs either cron ("0 2 * * *": every night at 2) or every ("6h"), one of the two.',
    );
  if (cron === undefined && timeZone !== undefined)
    throw new AnnealFailure(
      'InvalidInput',
      'A time zone goes with cron; an interval is counted from midnight UTC. Leave the time zone out, or give cron.',
    );
  if (cron === undefined) return { intervals: [{ every: lengthMs(every!) }] };
  return { cronExpressions: [cron], ...(timeZone === undefined ? {} : { timezone: knownZone(timeZone) }) };
}

function lengthMs(given: string): number {
  const [, number, unit] = /^(\d+)\s*([smhd])$/.exec(given.trim()) ?? [];
  const ms = Number(number) * unitMs[(unit ?? 's') as keyof typeof unitMs];
  if (ms >= 60_000) return ms;
  throw new AnnealFailure(
    'InvalidInput',
    `"${given}" is no interval of a schedule. Give a whole number and a unit, s, m, h or d, of at least a minute: 30m, 6h, 1d.`,
  );
}

function knownZone(given: string): string {
  try {
    Intl.DateTimeFormat('en', { timeZone: given }); // throws for a name that it does not know
    return given;
  } catch {
    throw new AnnealFailure(
      'InvalidInput',
      `"${given}" is no time zone. Give an IANA name such as Europe/Berlin, or leave it out for UTC.`,
    );
  }
}

type Calendar = NonNullable<ScheduleSpecDescription['calendars']>[number];

/** The times of a schedule in words that `cron` and `every` take: `cron 0 2 * * *`, `every 6 h`. Whoever made it. */
export function timesText({ calendars = [], intervals = [] }: ScheduleSpecDescription): string[] {
  return [
    ...calendars.map((calendar) => `cron ${cronText(calendar)}`),
    ...intervals.map(({ every, offset }) => `every ${lengthText(every)}${offset > 0 ? `, ${lengthText(offset)} later` : ''}`),
  ];
}

function lengthText(ms: number): string {
  const unit = (['d', 'h', 'm'] as const).find((name) => ms % unitMs[name] === 0) ?? 's';
  return `${ms / unitMs[unit]} ${unit}`;
}

/** Five fields; with a second or a year, seven. */
function cronText({ second, minute, hour, dayOfMonth, month, year, dayOfWeek }: Calendar): string {
  const fields = [
    field(minute, 0, 59),
    field(hour, 0, 23),
    field(dayOfMonth, 1, 31),
    field(month.map(inNumbers(months)), 1, 12),
    field(dayOfWeek.map(inNumbers(days)), 0, 6),
  ];
  const atZero = second.every(({ start, end }) => start === 0 && end === 0);
  if (atZero && year.length === 0) return fields.join(' ');
  return [field(second, 0, 59), ...fields, year.length === 0 ? '*' : field(year, 0, 0)].join(' ');
}

interface NumberRange {
  start: number;
  end: number;
  step: number;
}

function field(ranges: readonly NumberRange[], least: number, most: number): string {
  return ranges
    .map(({ start, end, step }) => {
      const span = start === least && end === most ? '*' : start === end ? String(start) : `${start}-${end}`;
      return step > 1 && start !== end ? `${span}/${step}` : span;
    })
    .join(',');
}

const months = 'JANUARY FEBRUARY MARCH APRIL MAY JUNE JULY AUGUST SEPTEMBER OCTOBER NOVEMBER DECEMBER'.split(' ');
const days = 'SUNDAY MONDAY TUESDAY WEDNESDAY THURSDAY FRIDAY SATURDAY'.split(' ');

/** Temporal's names of months count from 1, those of days from 0. */
function inNumbers(names: readonly string[]) {
  const first = names === months ? 1 : 0;
  return ({ start, end, step }: { start: string; end: string; step: number }): NumberRange => ({
    start: names.indexOf(start) + first,
    end: names.indexOf(end) + first,
    step,
  });
}
