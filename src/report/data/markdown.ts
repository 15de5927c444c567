import type { DataReport } from '../../contracts/data-report.ts';
import { inline, list, markdownTable } from '../markdown/blocks.ts';
import { moment } from '../numbers.ts';
import { dataSections } from './data-sections.ts';
import { dataHeadline } from './data-verdict.ts';
import { dataFacts } from './key-facts.ts';
import type { DataPart, DataSection } from './section.ts';

/** The data report as Markdown: the same sentences and numbers as the page, without its pictures. */
export function dataReportMarkdown(report: DataReport): string {
  const facts = dataFacts(report).map(({ title, value, note }) => `**${title}**: ${inline(value)} (${inline(note)})`);
  const refusals = report.refusals.length === 0 ? [] : ['## Why a run would be refused', list(report.refusals.map(inline))];
  const parts = [
    `# ${inline(report.name)}: data report`,
    inline(`${dataHeadline(report)} ${moment(report.preparedAt)}`),
    list(facts),
    ...refusals,
    ...dataSections(report).flatMap(sectionParts),
  ];
  return `${parts.join('\n\n')}\n`;
}

function sectionParts({ title, lead, verdict, sentences, parts }: DataSection): string[] {
  return [
    `## ${title}`,
    inline(lead),
    ...(verdict === undefined
      ? []
      : [`**${{ pass: 'Passed', fail: 'Failed', unclear: 'Unclear' }[verdict.kind]}**: ${inline(verdict.text)}`]),
    ...(sentences.length === 0 ? [] : [list(sentences.map(inline))]),
    ...parts.flatMap(partParts),
  ];
}

function partParts({ title, tables = [], folded = [] }: DataPart): string[] {
  return [...(title === null ? [] : [`### ${inline(title)}`]), ...[...tables, ...folded].map(markdownTable)];
}
