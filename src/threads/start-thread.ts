import { Worker } from 'node:worker_threads';
import { AnnealFailure } from '../contracts/failure.ts';
import { asFromThread } from './thread-error.ts';

/**
 * Memory of one thread for objects and texts; arrays of numbers lie beside it. Far above what rows at hand and a tokenizer
 * take. V8 itself would set a limit by the machine's memory, gigabytes for each thread, and the machine would give out first.
 */
export const threadMemoryMb = 1024;
/** Beside it, for objects just made. V8 itself would allow 192 on a large machine. */
const youngMemoryMb = 16;
/** Both in threads of a pool, of which there are several beside each other: what they make is gone with each answer. */
export const poolMemoryMb = 384;
export const poolYoungMemoryMb = 6;

export interface ThreadStart {
  /** Its module. */
  file: URL;
  /** What the thread does, for messages and debuggers: `cleaning`. */
  name: string;
  /** Plain data that it finds at its start. */
  data: unknown;
  /** Limit of objects and texts, in mebibytes. */
  memoryMb: number;
  /** Limit of objects just made, in mebibytes; 16 by default. */
  youngMb?: number;
}

/**
 * Starts a thread. It gets none of the flags of this process.
 * @param onDeath called, perhaps more than once, when the thread ends: by an error that nobody caught, for want of memory or
 *   by itself. The first failure tells most: WorkerFailed or OutOfMemory.
 */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- says what the other side sends
export function startThread<Message>(start: ThreadStart, onMessage: (message: Message) => void, onDeath: (failure: Error) => void): Worker {
  const { file, name, data, memoryMb, youngMb = youngMemoryMb } = start;
  const worker = new Worker(file, {
    name,
    workerData: data,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: youngMb },
  });
  worker.on('message', onMessage);
  worker.on('error', (error) => onDeath(deathBy(error, start)));
  worker.on('messageerror', (error) => onDeath(deathBy(error, start)));
  worker.on('exit', (code) => onDeath(death(start, `it ended with code ${code}`)));
  return worker;
}

function deathBy(error: unknown, start: ThreadStart): AnnealFailure {
  const cause = asFromThread(error);
  return isOutOfMemory(cause) ? outOfMemory(cause, start) : death(start, cause.message, cause);
}

function death({ name }: ThreadStart, why: string, cause?: Error): AnnealFailure {
  return new AnnealFailure(
    'WorkerFailed',
    `The thread for ${name} died: ${why}. Start the step again; if it dies again, give the process more memory.`,
    { details: { thread: name }, cause },
  );
}

/** The limit of a thread's own memory, or the end of the machine's where an array was to be made. */
function isOutOfMemory(error: Error): boolean {
  return (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY' || error.message.startsWith('Array buffer allocation failed');
}

function outOfMemory(cause: Error, { name, memoryMb }: ThreadStart): AnnealFailure {
  return new AnnealFailure(
    'OutOfMemory',
    `The thread for ${name} ran out of memory: it may take ${memoryMb} MiB for rows and what it knows of them. ` +
      'Take out the longest rows or divide the dataset into smaller ones, and start the step again.',
    { details: { thread: name, memoryMb }, cause },
  );
}
