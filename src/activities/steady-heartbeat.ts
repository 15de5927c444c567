import { Context } from '@temporalio/activity';

const beatMs = 5_000;

/**
 * Does work while telling Temporal every 5 s that this worker is alive, on a timer of its own: a slow disk or a long
 * computation between two steps is not taken for a dead worker.
 * @param details what a person sees in the UI
 * @param work gets a signal that ends it when the activity is cancelled or times out
 */
export async function withHeartbeat<T>(details: unknown, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const context = Context.current();
  context.heartbeat(details);
  const timer = setInterval(() => context.heartbeat(details), beatMs);
  try {
    return await work(context.cancellationSignal);
  } finally {
    clearInterval(timer);
  }
}
