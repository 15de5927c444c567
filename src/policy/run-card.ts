import type { StageOutcome } from '../contracts/run.ts';
import type { RunProgress } from '../contracts/run.ts';
import type { TestScores } from '../contracts/evaluation-report.ts';

/** What a run card is drawn from. */
export interface RunCard {
  progress: Omit<RunProgress, 'card'>;
  model: string | null;
  baseModel: string | null;
  rows: { stage: string; read: number; kept: number; leaks: number }[];
  outcomes: StageOutcome[];
  notes: string[];
}

/** The run card: Markdown of bold lines and bullets, since tables render without borders in the Temporal UI. */
export function runCard(card: RunCard): string {
  const { progress } = card;
  return [
    `**${statusLine(card)}**`,
    '',
    card.model === null ? '' : `Model **${card.model}** from ${card.baseModel}${progress.planHash === null ? '' : `, plan \`${progress.planHash.slice(0, 12)}\``}`,
    '',
    ...progress.stages.map((stage) => `- ${marks[stage.state]} **${stage.name}** ${stage.note}`),
    ...section('Data', card.rows.map(rowsLine)),
    ...section('Results on test rows', card.outcomes.flatMap(resultLines)),
    ...section('Notes', card.notes),
  ]
    .join('\n')
    .trim();
}

const marks = { waiting: '○', running: '▶', accepted: '✓', rejected: '✗', skipped: '–' } as const;

function statusLine({ progress }: RunCard): string {
  if (progress.waitingFor !== null) return `Waiting for a decision on stage ${progress.waitingFor}: update decideStage {"stage": "${progress.waitingFor}", "decision": "accept" | "rollback" | "retry" | "stop"}`;
  if (progress.paused) return 'Paused: update resume goes on from the checkpoint';
  return progress.stage === null ? progress.status : `${progress.status}: stage ${progress.stage}`;
}

function rowsLine(row: RunCard['rows'][number]): string {
  const dropped = row.read - row.kept;
  return `${row.stage}: ${row.read} rows read, ${dropped} dropped${row.leaks === 0 ? '' : `, ${row.leaks} leaks kept out of training`}`;
}

function resultLines(outcome: StageOutcome): string[] {
  const scores = outcome.tests.map((scores) => `${scores.test} ${percent(scores)}`).join(', ');
  const gates = outcome.gates.filter((gate) => gate.decision !== 'accept').map((gate) => gate.reason);
  return [`after ${outcome.name}: ${scores}`, ...gates];
}

function percent(scores: TestScores): string {
  const estimate = scores.metrics[scores.primary];
  if (estimate === null || estimate === undefined) return 'not measured';
  const points = (share: number) => (share * 100).toFixed(0);
  return `${points(estimate.mean)} % [${points(estimate.low)}, ${points(estimate.high)}]`;
}

function section(title: string, lines: string[]): string[] {
  return lines.length === 0 ? [] : ['', `**${title}**`, '', ...lines.map((line) => `- ${line}`)];
}
