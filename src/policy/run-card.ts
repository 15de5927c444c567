import type { TestScores } from '../contracts/evaluation-report.ts';
import type { RunProgress, StageOutcome } from '../contracts/run.ts';
import { describeMetric, rowsText } from './gate-words.ts';

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
    `**${headline(card)}**`,
    ...(progress.waitingFor === null ? [] : decisionHint(progress.waitingFor)),
    ...(card.model === null ? [] : ['', origin(card, card.model)]),
    '',
    ...progress.stages.map((stage) => `- ${marks[stage.state]} **${stage.name}** ${stage.note}`.trimEnd()),
    ...section('Results on test rows', card.outcomes.map(resultLine)),
    ...section('Data', card.rows.map(rowsLine)),
    ...section('Notes', card.notes),
  ].join('\n');
}

const marks = { waiting: '○', running: '▶', accepted: '✓', rejected: '✗', skipped: '–' } as const;

const headlines: Record<RunProgress['status'], string> = {
  planning: 'Planning: defaults are resolved, the data are frozen',
  preparing: 'Preparing the data',
  baseline: 'Measuring the base model',
  training: 'Training',
  evaluating: 'Evaluating',
  paused: 'Paused',
  waiting: 'Waiting for a decision',
  publishing: 'Registering the model and writing the report',
  completed: 'Completed',
  rejected: 'Rejected by its gates: no model is registered',
  cancelled: 'Cancelled: what was trained is kept, and the same spec goes on from it',
  failed: 'Failed: the reason stands in the result',
};

function headline({ progress: { status, stage, stages, paused, waitingFor } }: RunCard): string {
  if (waitingFor !== null) return `Waiting for your decision on stage ${waitingFor}`;
  if (paused) return 'Paused: the update resume lets it go on, from the checkpoint';
  if (stage === null) return headlines[status];
  const position = stages.findIndex(({ name }) => name === stage) + 1;
  return `${headlines[status]} stage ${stage}${position === 0 ? '' : ` (${position} of ${stages.length})`}`;
}

function decisionHint(stage: string): string[] {
  return [
    '',
    `- In this UI: More Actions, Send an Update, \`decideStage\` with \`{"stage": "${stage}", "decision": "accept"}\``,
    '- At a terminal: `anneal decide RUN accept`',
    '- `accept` keeps this model, `rollback` goes on from the one before, `retry` trains again more gently, `stop` ends the run',
  ];
}

function origin({ baseModel, progress }: RunCard, model: string): string {
  const plan = progress.planHash === null ? '' : `, plan \`${progress.planHash.slice(0, 12)}\``;
  return `Model **${plain(model)}** from ${plain(baseModel ?? '')}${plan}`;
}

function rowsLine({ stage, read, kept, leaks }: RunCard['rows'][number]): string {
  const dropped = read === kept ? 'none dropped' : `${read - kept} dropped`;
  return `**${stage}:** ${rowsText(read)}, ${dropped}${leaks === 0 ? '' : `, ${leaks} kept out of training because they are in a test set`}`;
}

/** The stage's own rows against the base model, then what is left of each earlier stage. */
function resultLine({ name, teaches, tests, comparisons, gates }: StageOutcome): string {
  const own = tests
    .filter(({ test }) => teaches.includes(test))
    .map((scores) => {
      const bases = comparisons
        .filter(({ test, comparison }) => test === scores.test && comparison.against.startsWith('base'))
        .map(({ comparison: { against, before } }) => `${against} ${inWhole(before.mean)}`);
      return [measured(scores), ...new Set(bases)].join(', ');
    });
  const earlier = tests
    .filter(({ test }) => !teaches.includes(test))
    .map((test) => {
      const kept = gates.find((gate) => gate.gate === 'retention' && gate.test === test.test)?.value ?? null;
      return `${measured(test)}${kept === null ? '' : ` (${inWhole(kept)} kept)`}`;
    });
  return `**after ${name}:** ${[...own, ...earlier].join('; ')}`;
}

function measured({ test, metrics, primary }: TestScores): string {
  const estimate = metrics[primary];
  if (estimate === null || estimate === undefined) return `${test} not measured`;
  return `${test} ${inWhole(estimate.mean)} [${points(estimate.low)}, ${points(estimate.high)}] ${describeMetric(primary)}`;
}

const points = (share: number) => (share * 100).toFixed(0);

/** A share without decimals; its sign stays on the number's line. */
const inWhole = (share: number) => `${points(share)}\u00A0%`;

/** Names that a person chose freely (a workflow id, a folder) may hold Markdown's signs. */
const plain = (text: string) => text.replace(/[\\`*_[\]<>]/g, String.raw`\$&`);

function section(title: string, lines: string[]): string[] {
  return lines.length === 0 ? [] : ['', `**${title}**`, '', ...lines.map((line) => `- ${line}`)];
}
