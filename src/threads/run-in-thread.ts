import { startThread, threadMemoryMb } from './start-thread.ts';
import { unpackError } from './thread-error.ts';
import type { ThreadMessage, ThreadRequest } from './thread-messages.ts';

/** Often enough for a person and for a heartbeat. */
const defaultProgressMs = 200;

export interface ThreadOptions<Progress> {
  /** What the thread does, for messages: `cleaning`. */
  name: string;
  /** Ends the thread, whatever it does. */
  signal?: AbortSignal | undefined;
  /** Gets the latest that the thread reported; what comes faster than `progressMs` is left out, the last value never. */
  onProgress?: ((progress: Progress) => void) | undefined;
  /** Shortest time between two calls of `onProgress`; 200 by default. */
  progressMs?: number;
  /** Limit of the thread's objects and texts, in mebibytes; 1024 by default. */
  memoryMb?: number;
}

/**
 * Runs one step in a thread of its own, so that heavy computation never keeps this one from its timers. When it returns or
 * throws, the thread is gone, and all threads that it had started.
 * @param module calls `serveThread`; see `threadFile`
 * @param request plain data, copied
 * @throws the signal's reason; the AnnealFailure that the step threw, or an Error of the same name and stack without the words
 *   of a parser; AnnealFailure WorkerFailed or OutOfMemory when the thread dies
 */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- says what the other side takes
export async function runInThread<Request, Result, Progress = number>(
  module: URL,
  request: Request,
  { name, signal, onProgress, progressMs = defaultProgressMs, memoryMb = threadMemoryMb }: ThreadOptions<Progress>,
): Promise<Result> {
  signal?.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<Result>();
  let over = false;
  const onMessage = (message: ThreadMessage<Result, Progress>): void => {
    if (over) return;
    if ('result' in message) resolve(message.result);
    else if ('error' in message) reject(unpackError(message.error));
    else tell(message.progress);
  };
  const tell = (progress: Progress): void => {
    try {
      onProgress?.(progress);
    } catch (error) {
      reject(error); // thrown here, it would end the process
    }
  };
  const stop = (): void => reject(signal?.reason);
  const data: ThreadRequest<Request> = { request, progressMs };
  const worker = startThread({ file: module, name, data, memoryMb }, onMessage, reject);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    return await promise;
  } finally {
    over = true;
    signal?.removeEventListener('abort', stop);
    await worker.terminate(); // before anybody removes the files that it was writing
  }
}
