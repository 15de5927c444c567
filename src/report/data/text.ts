import type { DataReport } from '../../contracts/data-report.ts';
import { dataSections } from './data-sections.ts';
import { dataHeadline } from './data-verdict.ts';
import type { DataSection } from './section.ts';
import { textTable, wrappedText } from './text-table.ts';

/** The data report for a terminal of 80 columns: the page's sentences and tables, without pictures and details. */
export function dataReportText(report: DataReport): string {
  const refusals = report.refusals.map((reason) => wrappedText(`✕ ${reason}`));
  return [wrappedText(dataHeadline(report)), ...refusals, ...dataSections(report).flatMap(sectionText)].join('\n\n');
}

function sectionText({ title, verdict, sentences, parts }: DataSection): string[] {
  const heading = `${title.toUpperCase()}${verdict === undefined ? '' : `  ${{ pass: '✓', fail: '✕', unclear: '?' }[verdict.kind]} ${verdict.text}`}`;
  return [
    wrappedText(heading),
    ...sentences.map((sentence) => wrappedText(sentence)),
    ...parts.flatMap(({ title: name, tables = [], brief = tables }) =>
      brief.map((table) => textTable(name === null || parts.length < 2 ? table : { ...table, caption: `${name}: ${table.caption}` })),
    ),
  ];
}
