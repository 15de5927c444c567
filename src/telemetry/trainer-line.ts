import type { Log } from './log-line.ts';

/** How the trainer writes its log: `2026-11-23 09:42:01,123 anneal_trainer INFO message`. */
const shape = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \S+ (DEBUG|INFO|WARNING|ERROR|CRITICAL) (.*)$/u;

/** Hands a line of a trainer's standard error on to the worker's log. What a library wrote by itself counts as information. */
export function relayTrainerLine(line: string, log: Log): void {
  const [, level = 'INFO', message = line] = shape.exec(line) ?? [];
  const fields = { sdkComponent: 'trainer' };
  if (level === 'ERROR' || level === 'CRITICAL') log.error(message, fields);
  else if (level === 'WARNING') log.warn(message, fields);
  else log.info(message, fields);
}
