import { constants } from 'node:os';

const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * On the first SIGINT, SIGTERM or SIGHUP: waits for `stop`, then exits with 128 + the signal's number. A second one exits
 * at once; guarded processes then end by themselves.
 */
export function exitOnSignals(stop: () => Promise<void>): void {
  let stopping = false;
  for (const signal of endingSignals) {
    process.on(signal, () => {
      const exit = () => process.exit(128 + constants.signals[signal]);
      if (stopping) exit();
      stopping = true;
      void stop().then(exit, exit);
    });
  }
}
