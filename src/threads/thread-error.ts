import { AnnealFailure, type FailureName } from '../contracts/failure.ts';

/** An error as plain data, so that it can leave the thread in which it was thrown. */
export type ThreadError =
  | { kind: 'failure'; name: FailureName; message: string; details: Record<string, unknown>; stack: string; cause?: ThreadError }
  | { kind: 'error'; name: string; message: string; code?: string; stack: string; cause?: ThreadError };

/** Causes of causes that are kept; more would be a circle. */
const deepestCause = 4;

/**
 * Makes plain data of an error. Messages of parsers quote what they could not read, which may be a row: of those only the
 * name and the places in the code are kept.
 */
export function packError(error: unknown, depth = 0): ThreadError {
  if (!(error instanceof Error)) return { kind: 'error', name: 'Error', message: `a ${typeof error} was thrown`, stack: '' };
  const cause = error.cause instanceof Error && depth < deepestCause ? { cause: packError(error.cause, depth + 1) } : {};
  if (error instanceof AnnealFailure) {
    const { name, message, details } = error;
    return { kind: 'failure', name, message, details, stack: error.stack ?? '', ...cause };
  }
  const { name } = error;
  const { code } = error as NodeJS.ErrnoException;
  const message = quotesText(name, code) ? unreadable(name) : error.message;
  const stack = `${name}: ${message}${placesOf(error)}`;
  return { kind: 'error', name, message, stack, ...(typeof code === 'string' ? { code } : {}), ...cause };
}

/** The error again: an equal `AnnealFailure`, or an `Error` of the same name, code and stack. */
export function unpackError(packed: ThreadError): Error {
  const options = packed.cause === undefined ? {} : { cause: unpackError(packed.cause) };
  if (packed.kind === 'failure') {
    const failure = new AnnealFailure(packed.name, packed.message, { ...options, details: packed.details });
    return Object.assign(failure, { stack: packed.stack });
  }
  const { name, message, stack, code } = packed;
  return Object.assign(new Error(message, options), { name, stack, ...(code === undefined ? {} : { code }) });
}

/** An error as it would arrive from a thread. */
export function asFromThread(error: unknown): Error {
  return unpackError(packError(error));
}

function quotesText(name: string, code: string | undefined): boolean {
  return name === 'SyntaxError' || name === 'CsvError' || (typeof code === 'string' && code.startsWith('CSV_'));
}

function unreadable(name: string): string {
  return name === 'SyntaxError' ? 'a text is no JSON' : 'a text could not be parsed';
}

/** The lines of a stack below the message. */
function placesOf({ stack = '', message }: Error): string {
  const places = stack.slice(stack.indexOf(message) + message.length).split('\n');
  return places
    .filter((line) => /^ {4}at /.test(line))
    .map((line) => `\n${line}`)
    .join('');
}
