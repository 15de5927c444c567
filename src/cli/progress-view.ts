import { MultiBar, type SingleBar } from 'cli-progress';
import type { RunDescription } from '../client/describe-run.ts';
import type { Progress } from '../contracts/training.ts';
import { duration } from './output.ts';

/** Shows how a run goes on. */
export interface ProgressView {
  show(description: RunDescription): void;
  /** A line that stays, above the bars. */
  log(line: string): void;
  close(): void;
}

export function createProgressView({ json, terminal }: { json: boolean; terminal: boolean }): ProgressView {
  if (json) return { show: (description) => void process.stdout.write(`${JSON.stringify(description)}\n`), log: () => {}, close: () => {} };
  return terminal ? bars() : lines();
}

/** A line for each change of state: for logs and pipes. */
function lines(): ProgressView {
  let last = '';
  return {
    show: (description) => {
      const { progress } = description;
      const text =
        progress === null
          ? ''
          : [
              progress.waitingFor === null ? progress.status : `waiting for a decision on ${progress.waitingFor}`,
              ...progress.stages.filter((stage) => stage.note !== '').map((stage) => `${stage.name}: ${stage.note}`),
            ].join('; ');
      if (text !== '' && text !== last) process.stdout.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`);
      if (text !== '') last = text;
    },
    log: (line) => void process.stdout.write(`${line}\n`),
    close: () => {},
  };
}

/** A bar for each stage, and what its trainer is at. */
function bars(): ProgressView {
  const multibar = new MultiBar({
    format: '{mark} {name} {bar} {percentage}%  {doing}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 24,
    hideCursor: true,
    clearOnComplete: false,
    emptyOnZero: true,
    forceRedraw: true,
    linewrap: false,
  });
  const shown = new Map<string, SingleBar>();
  const notes = new Set<string>();
  return {
    show: (description) => {
      const { progress, activities } = description;
      if (progress === null) return;
      const width = Math.max(...progress.stages.map((stage) => stage.name.length));
      for (const stage of progress.stages) {
        const bar = shown.get(stage.name) ?? multibar.create(1, 0, { mark: '○', name: stage.name.padEnd(width), doing: '' });
        shown.set(stage.name, bar);
        const beat = activities.map((activity) => activity.progress).find((beat) => beat !== null && beat.stage === stage.name) ?? null;
        const current =
          stage.state === 'running' ? (activities.map((activity) => activity.progress).find((other) => other !== null) ?? null) : null;
        const done = stage.state === 'accepted' || stage.state === 'rejected';
        const doing = beat ?? current;
        bar.setTotal(doing === null ? 1 : Math.max(1, doing.totalSteps));
        bar.update(done ? bar.getTotal() : (doing?.step ?? 0), {
          mark: marks[stage.state],
          doing: doing === null ? stage.note || (stage.state === 'running' ? progress.status : '') : beatText(doing),
        });
      }
      for (const { activity, attempt, lastFailure } of activities) {
        const note = attempt > 1 && lastFailure !== null ? `${activity}: attempt ${attempt} after: ${lastFailure.split('\n')[0]}` : null;
        if (note !== null && !notes.has(note)) multibar.log(`${note.slice(0, (process.stdout.columns || 100) - 1)}\n`);
        if (note !== null) notes.add(note);
      }
      multibar.update();
    },
    log: (line) => multibar.log(`${line}\n`),
    close: () => multibar.stop(),
  };
}

const marks = { waiting: '○', running: '▶', accepted: '✓', rejected: '✗', skipped: '–' } as const;

function beatText({ doing, step, totalSteps, loss, tokensPerSecond, etaSeconds }: Progress): string {
  return [
    `${doing} ${step}/${totalSteps}`,
    loss === null ? '' : `loss ${loss.toFixed(3)}`,
    tokensPerSecond === null ? '' : `${Math.round(tokensPerSecond)} tok/s`,
    etaSeconds === null ? '' : `${duration(etaSeconds)} left`,
  ]
    .filter((part) => part !== '')
    .join(' · ');
}
