import type { RunReport } from '../../contracts/report.ts';
import type { MarkedAnswer, MarkedSample } from '../answers.ts';
import { changedSentences, sampleGroups } from '../answers.ts';
import { behaviourCost, fairnessReports, groupSentences, robustnessReports, robustnessSentences } from '../behaviour.ts';
import { generalSentences, isGeneralMeasured } from '../general.ts';
import { fairnessDetails, fairnessTables } from '../tables/fairness-tables.ts';
import { capabilityTable, textLossTable } from '../tables/general-tables.ts';
import { latencyTable } from '../tables/latency-table.ts';
import { robustnessTable } from '../tables/robustness-table.ts';
import { leads } from '../evaluation-leads.ts';
import { code, inline, list, markdownTable } from './blocks.ts';

export function generalParts(report: RunReport): string[] {
  if (!isGeneralMeasured(report)) return [];
  return [
    '## General capabilities',
    leads.general,
    list(generalSentences(report).map(inline)),
    markdownTable(capabilityTable(report)),
    markdownTable(textLossTable(report)),
  ];
}

export function robustnessParts(report: RunReport): string[] {
  const found = robustnessReports(report);
  if (found.length === 0) return [];
  return [
    '## Robustness',
    `${leads.robustness} ${behaviourCost(report)}`,
    ...found.flatMap((of) => [
      `### ${inline(of.test)}`,
      list(robustnessSentences(of).map(inline)),
      markdownTable(robustnessTable(of.robustness)),
    ]),
  ];
}

export function groupsParts(report: RunReport): string[] {
  const found = fairnessReports(report);
  if (found.length === 0) return [];
  return [
    '## Groups and slices',
    leads.groups,
    ...found.flatMap((of) => [
      `### ${inline(of.test)}`,
      ...(of.report.groups.length === 0 ? [] : [list(of.report.groups.flatMap(groupSentences).map(inline))]),
      ...[...fairnessTables(of), ...fairnessDetails(of)].map(markdownTable),
    ]),
  ];
}

export function answersParts(report: RunReport): string[] {
  if (report.samples.length === 0) return [];
  return [
    '## Answers side by side',
    leads.answers,
    list(changedSentences(report).map(inline)),
    ...sampleGroups(report).flatMap(({ title, samples }) => [`### ${title} (${samples.length})`, ...samples.flatMap(answers)]),
  ];
}

function answers({ stage, prompt, reference, base, tuned }: MarkedSample): string[] {
  const said = (who: string, { text, mark }: MarkedAnswer) => `${who} (${mark}):\n\n${code(text)}`;
  return [
    `#### ${inline(stage)}`,
    `Prompt:\n\n${code(prompt)}`,
    `Reference:\n\n${code(reference)}`,
    said('Base model', base),
    said('Tuned', tuned),
  ];
}

export function latencyParts(report: RunReport): string[] {
  return report.latency.length === 0 ? [] : ['## Under load', leads.latency, markdownTable(latencyTable(report))];
}
