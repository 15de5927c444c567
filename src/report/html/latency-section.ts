import type { RunReport } from '../../contracts/report.ts';
import { latencyChart } from '../charts/latency-curves.ts';
import { leads } from '../evaluation-leads.ts';
import { latencyTable } from '../tables/latency-table.ts';
import { figure, section, table } from './blocks.ts';
import { html } from './markup.ts';
import type { Markup } from './markup.ts';

/** Base and tuned model behind a server, under load. */
export function latencySection(report: RunReport): Markup {
  const { latency } = report;
  if (latency.length === 0) return html``;
  const isMeasured = latency.some(({ levels }) => levels !== null);
  const engines = [...new Set(latency.map(({ engine }) => engine))].join(', ');
  return section(
    'latency',
    'Under load',
    `${leads.latency} Answered by ${engines}.`,
    isMeasured ? figure(latencyChart(report), 'Seconds of a whole answer: median, and dashed the time that 95 % of requests keep') : html``,
    table(latencyTable(report), true),
  );
}
