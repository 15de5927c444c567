import { styleText } from 'node:util';
import { MultiBar, type SingleBar } from 'cli-progress';
import type { RunDescription } from '../client/describe-run.ts';
import type { RunProgress } from '../contracts/run.ts';
import { beatOf, runLine, stageLines, type StageLine, wrapped } from './progress-lines.ts';

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
  const news = newsOf();
  const log = (line: string) => void process.stdout.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);
  return {
    show: (description) => {
      for (const line of news(description)) log(line);
      const { progress } = description;
      if (progress === null) return;
      const told = progress.stages
        .filter(({ state, note }) => state === 'running' && note !== '')
        .map(({ name, note }) => `${name}: ${note}`);
      const status = progress.waitingFor === null ? progress.status : `waiting for a decision on ${progress.waitingFor}`;
      const text = [status, ...told].join('; ');
      if (text !== last) log(text);
      last = text;
    },
    log,
    close: () => {},
  };
}

/** A bar for each stage, what its trainer is at, and a line for the run. */
function bars(): ProgressView {
  const multibar = new MultiBar({
    format: (_options, _params, payload: { line: string }) => payload.line,
    hideCursor: true,
    forceRedraw: true,
    linewrap: false,
  });
  const rows: SingleBar[] = [];
  const news = newsOf();
  let known: RunProgress | null = null;
  const columns = () => process.stdout.columns || 100;
  const log = (text: string) => {
    // The library writes over the bars without clearing the rest of their lines.
    for (const line of wrapped(text, columns() - 1)) multibar.log(`${line}\u001B[K\n`);
  };
  return {
    show: (description) => {
      known = description.progress ?? known;
      const stages = stageLines(known?.stages ?? [], description.execution === 'RUNNING' ? beatOf(description) : null, columns());
      const drawn = [...stages.map(coloured), styleText('dim', runLine(description, known, new Date(), columns()))];
      for (const line of news(description)) log(line);
      for (const [index, line] of drawn.entries()) (rows[index] ??= multibar.create(1, 0, { line })).update(0, { line });
      multibar.update();
    },
    log,
    close: () => multibar.stop(),
  };
}

const colours = { '○': 'dim', '▶': 'yellow', '✓': 'green', '✗': 'red', '–': 'dim' } as const;

function coloured({ mark, name, bar, percent, doing }: StageLine): string {
  const colour = colours[mark as keyof typeof colours];
  return `${styleText(colour, mark)} ${name} ${styleText(colour, bar)} ${percent}  ${doing}`;
}

/** What happened since the last look and should stay readable: refused attempts, failed ones, verdicts. Told once each. */
function newsOf(): (description: RunDescription) => string[] {
  const told = new Set<string>();
  return ({ workflowId, progress, activities }) => {
    const verdicts = (progress?.stages ?? [])
      .filter(({ state, note }) => state === 'rejected' || / asks: |training, attempt \d/.test(note))
      .map(({ name, note }) => `${name}: ${note}`);
    const failures = activities
      .filter(({ attempt, lastFailure }) => attempt > 1 && lastFailure !== null)
      .map(({ activity, attempt, lastFailure }) => `${activity}, attempt ${attempt} after: ${lastFailure!.split('\n')[0]!}`);
    const decide = progress?.waitingFor == null ? [] : [`Decide: anneal decide ${workflowId} accept|rollback|retry|stop`];
    const news = [...verdicts, ...failures, ...decide].filter((line) => !told.has(line));
    for (const line of news) told.add(line);
    return news;
  };
}
