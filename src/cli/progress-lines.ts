import type { RunDescription } from '../client/describe-run.ts';
import type { RunProgress } from '../contracts/run.ts';
import type { Progress } from '../contracts/training.ts';
import { duration } from './output.ts';

type Stage = RunProgress['stages'][number];

/** Signs of a stage's state, in cards and on terminals. */
export const stageMarks = { waiting: '○', running: '▶', accepted: '✓', rejected: '✗', skipped: '–' } as const;

/** A stage on one line, in the parts that get a colour each. Together they fit the columns. */
export interface StageLine {
  mark: string;
  name: string;
  bar: string;
  percent: string;
  doing: string;
}

/** A line for each stage. `beat` is what the run's worker is at; it belongs to the stage that runs. */
export function stageLines(stages: readonly Stage[], beat: Progress | null, columns: number): StageLine[] {
  const nameWidth = Math.min(Math.max(...stages.map(({ name }) => name.length)), Math.max(8, Math.floor(columns / 5)));
  const barWidth = columns < 100 ? 16 : 24;
  const room = columns - nameWidth - barWidth - 11; // mark, percentage, spaces between and one column left free
  return stages.map((stage) => {
    const ended = stage.state === 'accepted' || stage.state === 'rejected';
    const current = stage.state === 'running' ? beat : null;
    const share = ended ? 1 : current === null || current.totalSteps === 0 ? 0 : Math.min(1, current.step / current.totalSteps);
    const full = Math.round(share * barWidth);
    return {
      mark: stageMarks[stage.state],
      name: shortened(stage.name, nameWidth).padEnd(nameWidth),
      bar: '█'.repeat(full) + '░'.repeat(barWidth - full),
      percent: `${Math.floor(share * 100)}%`.padStart(4),
      doing: current === null ? shortened(stage.note, room) : fitting(beatParts(current, stage.note), room),
    };
  });
}

/** What a worker is at, the most telling part first. */
export function beatParts({ doing, step, totalSteps, loss, tokensPerSecond, etaSeconds }: Progress, note = ''): string[] {
  const attempt = /attempt \d+/.exec(note)?.[0] ?? null;
  return [
    `${doing}${totalSteps === 0 ? '' : ` ${step}/${totalSteps}`}`,
    etaSeconds === null ? '' : `${duration(etaSeconds)} left`,
    attempt ?? '',
    loss === null ? '' : `loss ${loss.toFixed(3)}`,
    tokensPerSecond === null ? '' : `${Math.round(tokensPerSecond)} tok/s`,
  ].filter((part) => part !== '');
}

/** As many of the parts as fit, in their order. */
function fitting(parts: readonly string[], room: number): string {
  const kept = parts.reduce((line, part) => {
    const longer = line === '' ? part : `${line} · ${part}`;
    return longer.length <= room ? longer : line;
  }, '');
  return kept === '' ? shortened(parts[0] ?? '', room) : kept;
}

const statusTexts: Record<RunProgress['status'], string> = {
  planning: 'planning',
  preparing: 'cleaning, checking and splitting the data',
  baseline: 'measuring the base model',
  training: 'training',
  evaluating: 'evaluating',
  paused: 'paused',
  waiting: 'waiting for a decision',
  publishing: 'registering the model and writing the report',
  completed: 'completed',
  rejected: 'rejected by its gates',
  cancelled: 'cancelled',
  failed: 'failed',
};

/**
 * The line below the stages: how long, where the run is, and what it waits for. `known` is what the run told last;
 * `description.progress` is null while no worker answers for it.
 */
export function runLine(description: RunDescription, known: RunProgress | null, now: Date, columns: number): string {
  const { workflowId, execution, startedAt, closedAt, progress } = description;
  const took = duration(Math.max(0, ((closedAt ?? now).getTime() - startedAt.getTime()) / 1000));
  const text =
    execution === 'RUNNING' ? runningText(workflowId, progress, known, beatOf(description)) : execution.toLowerCase().replace('_', ' ');
  return shortened(`${took} · ${text}`, columns - 1);
}

function runningText(workflowId: string, progress: RunProgress | null, known: RunProgress | null, beat: Progress | null): string {
  if (progress === null) return `no worker answers${known === null ? ' yet' : '; the run goes on when one is back'}`;
  if (progress.waitingFor !== null) return `${progress.waitingFor} waits for you: anneal decide ${workflowId} accept|rollback|retry|stop`;
  if (progress.paused) return `paused: anneal resume ${workflowId} goes on from the checkpoint`;
  const between = beat !== null && progress.stages.every(({ state }) => state !== 'running');
  return between ? `${beat.stage}: ${beatParts(beat).join(' · ')}` : statusTexts[progress.status];
}

/** The last heartbeat of what runs now. */
export function beatOf({ activities }: RunDescription): Progress | null {
  return activities.map(({ progress }) => progress).find((beat) => beat !== null) ?? null;
}

/** Cut to the room, with a sign that it was. */
export function shortened(text: string, room: number): string {
  return text.length <= room ? text : `${text.slice(0, Math.max(0, room - 1))}…`;
}

/** The text in lines of at most `columns`, broken between words; further lines are indented. */
export function wrapped(text: string, columns: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= columns) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(line === undefined ? word : `  ${word}`);
  }
  return lines;
}
