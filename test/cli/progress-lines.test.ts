import { describe, expect, test } from 'vitest';
import { runLine, stageLines, type StageLine, wrapped } from '../../src/cli/progress-lines.ts';
import type { RunDescription } from '../../src/client/describe-run.ts';
import type { RunProgress } from '../../src/contracts/run.ts';
import type { Progress } from '../../src/contracts/training.ts';

const stages: RunProgress['stages'] = [
  { name: 'general', state: 'accepted', note: 'accepted' },
  {
    name: 'contract-clauses-of-the-last-decade-of-the-house',
    state: 'running',
    note: 'training, attempt 2: replay 20 %, learning rate × 0.5',
  },
  { name: 'company', state: 'waiting', note: '' },
];
const beat: Progress = {
  doing: 'training',
  stage: stages[1]!.name,
  step: 120,
  totalSteps: 480,
  loss: 0.98765,
  tokensPerSecond: 1234.5,
  etaSeconds: 3725,
  checkpoint: 110,
  trainerPid: 4711,
};
const answering: Progress = { ...beat, doing: 'answering', stage: 'base', step: 30, totalSteps: 240, loss: null, etaSeconds: 40 };

const progress: RunProgress = {
  status: 'training',
  stage: stages[1]!.name,
  stages,
  paused: false,
  waitingFor: null,
  planHash: null,
  card: '',
};
const startedAt = new Date('2026-01-01T00:00:00Z');
const now = new Date('2026-01-01T00:02:05Z');

function description(changes: Partial<RunDescription> = {}): RunDescription {
  return {
    workflowId: 'notes-1',
    runId: 'r',
    firstRunId: 'r',
    execution: 'RUNNING',
    startedAt,
    closedAt: null,
    progress,
    activities: [],
    ...changes,
  };
}

const drawn = ({ mark, name, bar, percent, doing }: StageLine) => `${mark} ${name} ${bar} ${percent}  ${doing}`;

describe('the line of a stage', () => {
  test.each([40, 60, 80, 100, 120, 200])('fits %i columns with a long name, and the bars begin below each other', (columns) => {
    const lines = stageLines(stages, beat, columns).map(drawn);
    for (const line of lines) expect(line.length).toBeLessThan(columns);
    expect(new Set(lines.map((line) => line.search(/[█░]/))).size).toBe(1);
  });

  test('shows the share that is done: all of an ended stage, the steps of the running one, nothing of the others', () => {
    const lines = stageLines(stages, beat, 120);
    expect(lines.map(({ mark, percent }) => [mark, percent])).toEqual([
      ['✓', '100%'],
      ['▶', ' 25%'],
      ['○', '  0%'],
    ]);
    expect(lines[1]!.bar).toBe('█'.repeat(6) + '░'.repeat(18));
  });

  test('tells steps, time left, attempt, loss and speed, and at 80 columns the first of them', () => {
    const at = (columns: number) => stageLines(stages, beat, columns)[1]!.doing;
    expect(at(160)).toBe('training 120/480 · 1 h 2 min left · attempt 2 · loss 0.988 · 1235 tok/s');
    expect(at(80)).toBe('training 120/480 · 1 h 2 min left');
  });

  test('tells answers done while the stage is being evaluated', () => {
    expect(stageLines(stages, answering, 120)[1]!.doing).toMatch(/^answering 30\/240 · 40 s left/);
  });

  test('marks what was cut', () => {
    expect(stageLines(stages, null, 80)[1]!.name).toBe('contract-clause…');
  });
});

describe('the line of the run', () => {
  const line = (given: RunDescription, known: RunProgress | null = progress, columns = 100) => runLine(given, known, now, columns);

  test('tells how long it runs and what it does', () => {
    expect(line(description({ progress: { ...progress, status: 'preparing' } }))).toBe(
      '2 min 5 s · cleaning, checking and splitting the data',
    );
  });

  test('shows the answers of an evaluation that belongs to no running stage', () => {
    const waiting = stages.map((stage) => ({ ...stage, state: 'waiting' as const }));
    const activities = [{ activity: 'evaluateModel', attempt: 1, progress: answering, lastFailure: null }];
    expect(line(description({ progress: { ...progress, status: 'baseline', stages: waiting }, activities }))).toContain(
      'base: answering 30/240 · 40 s left',
    );
  });

  test('tells a person what to type when the run waits for a decision or is held', () => {
    expect(line(description({ progress: { ...progress, waitingFor: 'company' } }))).toContain(
      'anneal decide notes-1 accept|rollback|retry|stop',
    );
    expect(line(description({ progress: { ...progress, paused: true } }))).toContain('anneal resume notes-1');
  });

  test('says that no worker answers instead of standing still', () => {
    expect(line(description({ progress: null }))).toContain('no worker answers; the run goes on when one is back');
    expect(line(description({ progress: null }), null)).toMatch(/no worker answers yet$/);
  });

  test('says how the run ended, and after how long', () => {
    expect(line(description({ execution: 'COMPLETED', progress: null, closedAt: new Date('2026-01-01T01:00:00Z') }))).toBe(
      '1 h 0 min · completed',
    );
  });

  test('fits the columns', () => {
    expect(line(description({ progress: { ...progress, waitingFor: 'company' } }), progress, 40).length).toBeLessThan(40);
  });
});

test('a long message is broken between words, without losing any', () => {
  const text = 'Failed: 66.7 % of "colours" is left; at least 90.0 % must be. About 48 rows would settle it.';
  const lines = wrapped(text, 40);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(42);
  expect(lines.map((line) => line.trim()).join(' ')).toBe(text);
});
