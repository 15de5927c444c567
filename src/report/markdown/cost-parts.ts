import type { RunReport } from '../../contracts/report.ts';
import { costLead, costSentences, costTitle } from '../cost.ts';
import { overallLead, overallSentences, overallTitle } from '../overall.ts';
import { costTables } from '../tables/cost-table.ts';
import { overallTable } from '../tables/overall-table.ts';
import { inline, list, markdownTable } from './blocks.ts';

/** Money for answers and training, where the spec names prices. */
export function costParts(report: RunReport): string[] {
  if (report.cost === null) return [];
  const tables = costTables(report.cost).map(markdownTable);
  return [`## ${costTitle}`, inline(costLead(report)), list(costSentences(report).map(inline)), ...tables];
}

/** The one number with all that it is made of. */
export function overallParts(report: RunReport): string[] {
  if (report.overall === null) return [];
  return [`## ${overallTitle}`, overallLead, list(overallSentences(report).map(inline)), markdownTable(overallTable(report))];
}
