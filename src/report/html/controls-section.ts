import type { RunReport } from '../../contracts/report.ts';
import { controlSentences, controlsLead, controlsTable, controlsTitle } from '../controls.ts';
import { bullets, section, table } from './blocks.ts';
import { html, type Markup } from './markup.ts';

/** The same rows learned otherwise, where the spec asked for it. */
export function controlsSection(report: RunReport): Markup {
  const title = controlsTitle(report);
  if (title === null) return html``;
  const compared = report.controls.length === 0 ? html`` : table(controlsTable(report), true);
  return section('controls', title, controlsLead(report), bullets(controlSentences(report)), compared);
}
