import type { RunReport } from '../../contracts/report.ts';
import type { TestDetail } from '../quality-detail.ts';
import { classesOf, classSentences, detailLead, detailTitle, noClasses, testDetails } from '../quality-detail.ts';
import { calibrationTable, classTable, confusionTable, furtherTable } from '../tables/detail-tables.ts';
import { inline, list, markdownTable } from './blocks.ts';

/** Further metrics of each test, and what became of each class. */
export function detailParts(report: RunReport): string[] {
  const details = testDetails(report);
  return details.length === 0 ? [] : [`## ${detailTitle}`, detailLead, ...details.flatMap(testParts)];
}

function testParts(detail: TestDetail): string[] {
  const { test, metrics, accepted } = detail;
  const classes = classesOf(detail);
  const reason = noClasses(detail);
  return [
    `### ${inline(test)}${accepted ? '' : ' (not accepted)'}`,
    ...(metrics.length === 0 ? [] : [markdownTable(furtherTable(detail))]),
    ...(classes === null ? [] : [list(classSentences(classes).map(inline)), ...tables(test, classes.details)]),
    ...(reason === null ? [] : [inline(reason)]),
  ];
}

function tables(test: string, details: NonNullable<ReturnType<typeof classesOf>>['details']): string[] {
  return [confusionTable(test, details), classTable(test, details), calibrationTable(test, details)].map(markdownTable);
}
