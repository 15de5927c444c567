import type { RunReport } from '../../contracts/report.ts';
import { costLead, costSentences, costTitle } from '../cost.ts';
import { overallLead, overallSentences, overallTitle } from '../overall.ts';
import { costTables } from '../tables/cost-table.ts';
import { overallTable } from '../tables/overall-table.ts';
import { bullets, section, table } from './blocks.ts';
import { html, type Markup } from './markup.ts';

/** Money for answers and training, where the spec names prices. */
export function costSection(report: RunReport): Markup {
  if (report.cost === null) return html``;
  const tables = costTables(report.cost).map((one) => table(one));
  return section('cost', costTitle, costLead(report), bullets(costSentences(report)), ...tables);
}

/** The one number with all that it is made of. */
export function overallSection(report: RunReport): Markup {
  if (report.overall === null) return html``;
  return section('overall', overallTitle, overallLead, bullets(overallSentences(report)), table(overallTable(report), true));
}
