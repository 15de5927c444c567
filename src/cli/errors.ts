import { CommanderError } from 'commander';
import { RunEnded } from '../client/describe-run.ts';
import { AnnealFailure } from '../contracts/failure.ts';
import { redact } from '../contracts/secrets.ts';

/** What a process ends with. Schedulers and scripts may rely on these. */
export const exitCodes = {
  completed: 0,
  failed: 1,
  badInput: 2,
  rejected: 3,
  cancelled: 4,
  unreachable: 5,
} as const;

export const exitCodeHelp = `
Exit codes:
  0  done; the run completed
  1  the run failed, or something unforeseen happened
  2  bad input: arguments, spec, dataset, configuration
  3  the run completed and was rejected by a gate; data check refused, or data scan found something
  4  the run was cancelled; data check was stopped
  5  a server cannot be reached (Temporal, S3)`;

export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.completed : exitCodes.badInput;
  if (error instanceof RunEnded) return error.end === 'cancelled' ? exitCodes.cancelled : exitCodes.failed;
  if (!(error instanceof AnnealFailure)) return exitCodes.failed;
  if (error.name === 'TemporalUnavailable' || error.name === 'StoreUnavailable') return exitCodes.unreachable;
  return error.permanent ? exitCodes.badInput : exitCodes.failed;
}

/** One clear error on standard error: name and message, redacted; the stack only of what nobody foresaw. */
export function showError(error: unknown, json: boolean): void {
  if (error instanceof CommanderError) return; // Commander has said it
  const known = error instanceof AnnealFailure || error instanceof RunEnded;
  const name = error instanceof RunEnded ? error.failure : error instanceof Error ? error.name : 'Error';
  const message = redact(error instanceof Error ? error.message : String(error));
  if (json) process.stderr.write(`${JSON.stringify({ error: { name, message } })}\n`);
  else process.stderr.write(`${known ? `${name}: ${message}` : redact(error instanceof Error ? (error.stack ?? message) : message)}\n`);
}
