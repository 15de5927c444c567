import { SingleBar } from 'cli-progress';
import type { StepName } from '../preparation/steps.ts';

/** Shows on standard error how a preparation goes on. */
export interface CheckProgress {
  rows(this: void, rows: number): void;
  step(this: void, step: StepName, done: number): void;
  /** Idempotent. */
  close(this: void): void;
}

/** What each step is at, in its order; passes: how often it looks at every row. */
const steps: Record<StepName, { doing: string; passes: number }> = {
  clean: { doing: 'cleaning', passes: 1 },
  validate: { doing: 'checking', passes: 1 },
  deduplicate: { doing: 'finding duplicates', passes: 1 },
  split: { doing: 'splitting', passes: 3 },
  report: { doing: 'measuring', passes: 1 },
};
const order = Object.keys(steps) as StepName[];
const barWidth = 24;

/** `2/5 checking  1,200 of 3,000 rows` */
export function stepLine(step: StepName, done: number, rows: number): { share: number; line: string } {
  const { doing, passes } = steps[step];
  const share = rows === 0 ? 0 : Math.min(1, done / (rows * passes));
  const told = Math.min(rows, Math.round(done / passes)).toLocaleString('en');
  return { share, line: `${order.indexOf(step) + 1}/${order.length} ${doing}  ${told} of ${rows.toLocaleString('en')} rows` };
}

/** A bar by step where somebody looks; nothing elsewhere. */
export function checkProgress(terminal: boolean): CheckProgress {
  if (!terminal) return { rows: () => {}, step: () => {}, close: () => {} };
  const drawn = new SingleBar({
    format: (_options, { progress }, { line }: { line: string }) => {
      const full = Math.round(progress * barWidth);
      return `${'█'.repeat(full)}${'░'.repeat(barWidth - full)} ${String(Math.floor(progress * 100)).padStart(3)}%  ${line}`;
    },
    hideCursor: false, // Ctrl-C may end it
    clearOnComplete: true,
    linewrap: false,
  });
  let [rows, open] = [0, true];
  drawn.start(1, 0, { line: 'reading' });
  return {
    rows: (found) => void (rows = found),
    step: (step, done) => {
      if (!open) return;
      const { share, line } = stepLine(step, done, rows);
      drawn.update(share, { line });
    },
    close: () => {
      if (open) drawn.stop();
      open = false;
    },
  };
}
