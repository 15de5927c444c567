import type { RunReport } from '../contracts/report.ts';
import { assumptions, looksSentences } from './assumptions.ts';
import { describeCurves } from './charts/loss-curves.ts';
import { controlSentences, controlsLead, controlsTable, controlsTitle } from './controls.ts';
import { inline, list, markdownTable } from './markdown/blocks.ts';
import { detailParts } from './markdown/detail-parts.ts';
import { answersParts, generalParts, groupsParts, latencyParts, robustnessParts } from './markdown/evaluation-parts.ts';
import { keptLead } from './kept.ts';
import { costParts, overallParts } from './markdown/cost-parts.ts';
import { count, moment } from './numbers.ts';
import { keyFacts, outcomeSentence } from './outcome.ts';
import { stageProofs } from './proof.ts';
import { countsTable, droppedTable, retentionTable, statisticsTable } from './tables/data-tables.ts';
import { attemptStory, gateTable } from './tables/gate-table.ts';
import { proofTable } from './tables/proof-table.ts';
import { attemptTitle, recordTable, settingsTable } from './tables/settings-tables.ts';
import { timeSentences, timeTable } from './tables/time-table.ts';
import { transferSentences } from './transfer.ts';
import { againstWords, differenceInWords, metricMeaning, metricTitle } from './wording.ts';

/** The report as Markdown, drawn from the report's data alone. Texts of rows are written so that they can mean nothing but themselves. */
export function reportMarkdown(report: RunReport): string {
  const parts = [
    `# ${inline(report.plan.name)}: run report`,
    `${moment(report.startedAt)} to ${moment(report.finishedAt)}`,
    `**${inline(outcomeSentence(report))}**`,
    list(keyFacts(report).map(({ title, value, note }) => `**${inline(title)}:** ${inline(value)} (${inline(note)})`)),
    ...proof(report),
    ...controls(report),
    ...training(report),
    ...detailParts(report),
    ...generalParts(report),
    ...robustnessParts(report),
    ...groupsParts(report),
    ...latencyParts(report),
    ...overallParts(report),
    ...costParts(report),
    ...answersParts(report),
    ...data(report),
    '## Where the time went',
    list(timeSentences(report).map(inline)),
    markdownTable(timeTable(report)),
    '## Record',
    '### How often the test rows were looked at',
    list(looksSentences(report).map(inline)),
    markdownTable(recordTable(report)),
    ...(report.stages.length === 0 ? [] : [markdownTable(settingsTable(report))]),
    '## Warnings',
    report.warnings.length === 0 ? 'None.' : list(report.warnings.map(inline)),
    '## Assumptions',
    list(assumptions(report).map(inline)),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function proof(report: RunReport): string[] {
  const proofs = stageProofs(report);
  const tuned = report.plan.kind === 'multiTask' ? 'Tuned on all tasks' : 'Right after this stage';
  const metrics = [
    ...new Map(
      proofs.flatMap(({ metrics: names, answers }) => names.map((name) => [metricTitle(name, answers), metricMeaning[name]] as const)),
    ),
  ];
  return [
    '## Proof',
    ...proofs.flatMap((stage) => [
      `### ${inline(stage.stage)}: ${count(stage.n)} test rows${stage.accepted ? '' : ' (not accepted)'}`,
      markdownTable(proofTable(stage)),
      list([
        ...stage.comparisons.map(
          (comparison) => `${tuned} against ${inline(againstWords(comparison.against))}: ${inline(differenceInWords(comparison))}`,
        ),
        ...stage.endComparisons.map(
          (comparison) => `At the end against ${inline(againstWords(comparison.against))}: ${inline(differenceInWords(comparison))}`,
        ),
      ]),
    ]),
    list(metrics.map(([title, meaning]) => `${title}: ${meaning}`)),
  ];
}

function controls(report: RunReport): string[] {
  const title = controlsTitle(report);
  if (title === null) return [];
  const table = report.controls.length === 0 ? [] : [markdownTable(controlsTable(report))];
  return [`## ${title}`, controlsLead(report), list(controlSentences(report).map(inline)), ...table];
}

function training(report: RunReport): string[] {
  const curves = report.stages.flatMap((stage) =>
    stage.attempts.flatMap(({ attempt }) => {
      const found = report.curves[`${stage.name}/${attempt}`];
      return found === undefined ? [] : [`${inline(attemptTitle(stage, attempt))}: ${describeCurves(found)}`];
    }),
  );
  return [
    '## Training',
    list(curves),
    ...(report.retention.length === 0
      ? []
      : ['## What was kept', keptLead(report), list(transferSentences(report)), markdownTable(retentionTable(report))]),
    '## Gates',
    ...report.stages.flatMap((stage) => [
      `### ${inline(stage.name)}: ${stage.accepted ? 'accepted' : 'not accepted'}, decided by ${stage.decidedBy === 'person' ? 'a person' : 'its gates'}`,
      list(attemptStory(stage).map(inline)),
      ...stage.attempts
        .filter((attempt) => attempt.gates.length > 0)
        .map((attempt) => markdownTable(gateTable(`${attemptTitle(stage, attempt.attempt)}: on validation rows`, attempt.gates))),
      ...(stage.gates.length === 0
        ? []
        : [
            markdownTable(gateTable(`${stage.name}: on test rows, after the last attempt`, stage.gates, stage.behaviour)),
            list(stage.gates.map((gate) => inline(gate.reason))),
          ]),
    ]),
  ];
}

function data(report: RunReport): string[] {
  const dropped = droppedTable(report);
  return [
    '## Data',
    markdownTable(countsTable(report)),
    markdownTable(statisticsTable(report)),
    ...(dropped.rows.length === 0 ? [] : [markdownTable(dropped)]),
  ];
}
