import { logLine, type Log } from '../telemetry/log-line.ts';

/**
 * What Node itself would print in words of its own takes the log's form: warnings, and the error that ends the process.
 * @param log writes at once; the process is about to end when it is told an error
 */
export function logProcessOutput(log: Log): void {
  process.removeAllListeners('warning'); // Node's own printer
  process.on('warning', ({ name, message }) => log.warn(message, { warning: name }));
  process.on('uncaughtException', (error) => {
    log.error('the worker cannot go on', { error });
    process.exit(1);
  });
}

/** Says as a line of a JSON log why the worker ends; there may be no logger yet. */
export function tellFailure(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${logLine({ level: 'ERROR', time: new Date(), message, fields: { error } }, 'json')}\n`);
}
