import { parentPort, workerData } from 'node:worker_threads';
import { packError } from './thread-error.ts';
import type { ThreadMessage, ThreadRequest } from './thread-messages.ts';
import { throttled } from './throttled.ts';

export interface ThreadContext<Progress> {
  /** For what asks for one. Never aborted: the thread is ended from outside. */
  signal: AbortSignal;
  /** Cheap, may be called for every row: what comes too fast is left out on this side. */
  progress: (progress: Progress) => void;
}

/**
 * The thread's side of `runInThread`: does the work it was started for, once, and sends back its result. Called at the end of
 * the thread's module.
 */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- says what the other side sends
export function serveThread<Request, Result, Progress = number>(
  work: (request: Request, context: ThreadContext<Progress>) => Promise<Result>,
): void {
  const port = parentPort;
  if (port === null) throw new Error('serveThread was called outside a thread: start this module with runInThread.');
  const { request, progressMs } = workerData as ThreadRequest<Request>;
  const send = (message: ThreadMessage<Result, Progress>): void => port.postMessage(message);
  void (async () => {
    const { report, end } = throttled<Progress>((progress) => send({ progress }), progressMs);
    const { signal } = new AbortController();
    try {
      const result = await work(request, { signal, progress: report });
      end();
      send({ result });
    } catch (error) {
      end();
      send({ error: packError(error) });
    }
  })();
}
