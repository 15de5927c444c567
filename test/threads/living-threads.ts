import type { Worker } from 'node:worker_threads';

const living = new Set<Worker>();
process.on('worker', (worker) => {
  living.add(worker);
  worker.on('exit', () => living.delete(worker));
});

/** Threads that this one has started and that have not ended; one is counted a tick after its start. */
export function livingThreads(): number {
  return living.size;
}

/** @throws when a thread was left behind */
export function requireNoThreads(): void {
  if (living.size > 0) throw new Error(`${living.size} threads were left behind.`);
}
