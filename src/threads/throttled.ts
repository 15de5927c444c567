export interface Throttled<T> {
  report(value: T): void;
  /** Sends the last value, if it still waits, and nothing after it. */
  end(): void;
}

/** Sends the first value at once and then at most one in `everyMs`, always the latest. */
export function throttled<T>(send: (value: T) => void, everyMs: number): Throttled<T> {
  let waiting: { value: T } | null = null;
  let sentAt = -Infinity;
  let timer: NodeJS.Timeout | null = null;
  let ended = false;

  const sendWaiting = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (waiting === null) return;
    const { value } = waiting;
    waiting = null;
    sentAt = performance.now();
    send(value);
  };
  return {
    report(value) {
      if (ended) return;
      waiting = { value };
      // a thread that computes without a pause never comes to its timers
      const restMs = sentAt + everyMs - performance.now();
      if (restMs <= 0) sendWaiting();
      else timer ??= setTimeout(sendWaiting, restMs);
    },
    end() {
      ended = true;
      sendWaiting();
    },
  };
}
