import { parentPort, workerData } from 'node:worker_threads';
import type { PoolWork } from './pool-work.ts';
import { packError } from './thread-error.ts';
import type { PoolMessage, PoolRequest, PoolStart } from './thread-messages.ts';

/**
 * The thread's side of a pool: answers requests one after the other. Called at the end of the thread's module. What the work
 * throws goes back in place of the answer; where it cannot be set up, that is every answer.
 */
export function servePool<SetUp, Request, Answer>({ setUp, answerMemory }: PoolWork<SetUp, Request, Answer>): void {
  const port = parentPort;
  if (port === null) throw new Error('servePool was called outside a thread: start this module with createThreadPool.');
  const start = workerData as PoolStart<SetUp>;
  const ready = (async () => setUp(start.setUp))();
  ready.catch(() => {}); // is told to whoever asks

  const answerTo = async ({ number, request }: PoolRequest<Request>): Promise<void> => {
    let message: PoolMessage<Answer>;
    try {
      const handle = await ready;
      message = { number, answer: await handle(request) };
    } catch (error) {
      message = { number, error: packError(error) };
    }
    port.postMessage(message, 'answer' in message ? (answerMemory?.(message.answer) ?? []) : []);
  };
  let last = Promise.resolve();
  port.on('message', (request: PoolRequest<Request>) => {
    last = last.then(() => answerTo(request)); // an answer that cannot be sent ends the thread
  });
}
