import { SingleBar } from 'cli-progress';
import type { LoadProgress } from '../client/measure-latency.ts';

/** Shows on standard error how a measurement goes on. */
export interface LatencyProgress {
  show(this: void, progress: LoadProgress): void;
  /** Idempotent. */
  close(): void;
}

export function latencyProgress({ json, terminal }: { json: boolean; terminal: boolean }): LatencyProgress {
  if (json) return { show: () => {}, close: () => {} };
  return terminal ? bar() : lines();
}

/** `10 at once: measuring 45/100, 3 failed` */
export function progressLine({ concurrency, doing, done, total, failed }: LoadProgress): string {
  return `${concurrency} at once: ${doing} ${done}/${total}${failed === 0 ? '' : `, ${failed} failed`}`;
}

/** A line at the end of each level: for logs and pipes. */
function lines(): LatencyProgress {
  return {
    show: (progress) => {
      if (progress.doing === 'measuring' && progress.done === progress.total) process.stderr.write(`${progressLine(progress)}\n`);
    },
    close: () => {},
  };
}

const barWidth = 24;

function bar(): LatencyProgress {
  const drawn = new SingleBar({
    format: (_options, { progress }, { line }: { line: string }) => {
      const full = Math.round(progress * barWidth);
      return `${'█'.repeat(full)}${'░'.repeat(barWidth - full)} ${String(Math.floor(progress * 100)).padStart(3)}%  ${line}`;
    },
    hideCursor: false, // Ctrl-C may end it
    clearOnComplete: true,
    linewrap: false,
  });
  let begun = false;
  return {
    show: (progress) => {
      const line = progressLine(progress);
      if (!begun) drawn.start(progress.totalInAll, 0, { line });
      begun = true;
      drawn.update(progress.doneInAll, { line });
    },
    close: () => {
      if (begun) drawn.stop();
      begun = false;
    },
  };
}
