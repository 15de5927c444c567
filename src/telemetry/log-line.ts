import { redact } from '../contracts/secrets.ts';

export type LogFormat = 'text' | 'json';

/** Something that happened, as the SDK hands it over. */
export interface LogRecord {
  level: string;
  time: Date;
  message: string;
  fields: Record<string, unknown>;
}

/** What code that has something to tell is given. */
export interface Log {
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}

/** The SDK's names, and ours: the words that the rest of Anneal uses. */
const renamed: Record<string, string> = {
  workflowRunId: 'runId',
  workflowType: 'workflow',
  activityType: 'activity',
  taskQueue: 'queue',
  sdkComponent: 'source',
};
/** Says nothing to a person, or lets one act in the name of an activity. */
const leftOut = new Set(['taskToken', 'isLocal', 'namespace', 'activityId', 'spanContexts']);
/** What is looked for first stands first. */
const first = ['workflowId', 'runId', 'stage', 'activity', 'attempt', 'step'];

/**
 * One record as one line of JSON (`time`, `level`, `message`, then fields), or as text for a person, where a stack follows
 * on lines of its own. Whatever is shaped like a secret, or is one of `secrets`, is replaced.
 */
export function logLine({ level, time, message, fields }: LogRecord, format: LogFormat, secrets: readonly string[] = []): string {
  const clean = (text: string) => secrets.reduce((rest, secret) => rest.replaceAll(secret, '[redacted]'), redact(text));
  const known = named(fields, clean);
  const head = { time: time.toISOString(), level: level.toLowerCase(), message: clean(message) };
  if (format === 'json') return JSON.stringify({ ...head, ...known });
  const { error, ...rest } = known;
  const told = Object.entries(rest).map(([name, value]) => `${name}=${inText(value)}`);
  const failure = error === undefined ? '' : `\n${inText((error as { stack?: unknown }).stack ?? error)}`;
  const words = [head.time, head.level.toUpperCase().padEnd(5), head.message, ...told].join(' ');
  return `${words}${failure}`.replaceAll(/[^\P{Cc}\n\t]/gu, '·'); // a terminal must not be steered by what is logged
}

function named(fields: Record<string, unknown>, clean: (text: string) => string): Record<string, unknown> {
  const entries = Object.entries(fields)
    .filter(([name]) => !leftOut.has(name))
    .map(([name, value]) => [renamed[name] ?? name, plain(value, clean)] as const)
    .filter(([, value]) => value != null);
  const rank = (name: string) => (first.includes(name) ? first.indexOf(name) : first.length);
  return Object.fromEntries(entries.toSorted(([a], [b]) => rank(a) - rank(b)));
}

const deepest = 5;
const mostItems = 50;

/** The value as JSON can hold it; undefined where there is nothing to show. Bounded, so that rings and giants do no harm. */
function plain(value: unknown, clean: (text: string) => string, depth = 0): unknown {
  if (typeof value === 'string') return clean(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'function' || typeof value === 'symbol') return undefined;
  if (typeof value !== 'object' || value === null) return value;
  if (depth === deepest) return '…';
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Error) return errorFields(value, clean, depth);
  if (Array.isArray(value)) return value.slice(0, mostItems).map((item: unknown) => plain(item, clean, depth + 1) ?? null);
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, mostItems)
      .map(([name, inner]) => [name, plain(inner, clean, depth + 1)]),
  );
}

/** A failure's details stay out: they are for programs. */
function errorFields(error: Error & { type?: unknown }, clean: (text: string) => string, depth: number): Record<string, unknown> {
  return {
    name: typeof error.type === 'string' ? error.type : error.name,
    message: clean(error.message),
    ...(error.stack !== undefined && { stack: clean(error.stack) }),
    ...(error.cause !== undefined && { cause: plain(error.cause, clean, depth + 1) }),
  };
}

function inText(value: unknown): string {
  if (typeof value === 'string') return /^[^\s"=]+$/u.test(value) || value.includes('\n') ? value : JSON.stringify(value);
  return JSON.stringify(value);
}
