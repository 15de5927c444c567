import { timeBar, timeColours } from '../charts/time-bar.ts';
import type { RunReport } from '../../contracts/report.ts';
import { assumptions, looksSentences } from '../assumptions.ts';
import { counted } from '../numbers.ts';
import { countsTable, droppedTable, statisticsTable } from '../tables/data-tables.ts';
import { recordTable, settingsTable } from '../tables/settings-tables.ts';
import { timeSentences, timeTable } from '../tables/time-table.ts';
import { bullets, figure, folded, section, table } from './blocks.ts';
import { html } from './markup.ts';
import type { Markup } from './markup.ts';

/** Dropped rows up to this many are shown without a click. */
const openUpTo = 16;

export function dataSection(report: RunReport): Markup {
  const dropped = droppedTable(report);
  const leaks = report.data.reduce((sum, stage) => sum + stage.leaks, 0);
  const total = report.data.flatMap((stage) => Object.values(stage.counts.dropped)).reduce((sum, rows) => sum + rows, 0);
  const lead = `Every row is accounted for: ${counted(total, 'row')} dropped, ${leaks === 0 ? 'no leak between training and test' : `${counted(leaks, 'leak')} between training and test found and taken out`}.`;
  return section(
    'data',
    'Data',
    lead,
    table(countsTable(report), true),
    dropped.rows.length === 0
      ? html``
      : folded(
          `Dropped rows (${dropped.rows.length}${dropped.rows.length < total ? ` of ${total}; the whole list stands in the store` : ''})`,
          table(dropped, true),
          dropped.rows.length <= openUpTo,
        ),
    folded('Lengths of prompts and answers', table(statisticsTable(report))),
  );
}

export function timeSection(report: RunReport): Markup {
  const { head, rows, caption } = timeTable(report);
  const keyed = html`<div class="scroll">
    <table class="times">
      <caption class="hidden">
        ${caption}
      </caption>
      <thead>
        <tr>
          ${head.map((title, index) => html`<th scope="col" class="${index === 0 ? '' : 'number'}">${title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ([what, time, share], index) =>
            html`<tr>
              <th scope="row"><span class="swatch" style="background:var(--time-${index % timeColours})"></span> ${what}</th>
              <td class="number">${time}</td>
              <td class="number">${share}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
  return section('time', 'Where the time went', timeSentences(report).join(' '), figure(timeBar(report.goodput), '', true), keyed);
}

export function recordSection(report: RunReport): Markup {
  return section(
    'record',
    'Record',
    '',
    html`<h3>How often the test rows were looked at</h3>
      ${bullets(looksSentences(report))}`,
    html`<div class="record">${table(recordTable(report), true)}</div>`,
    report.stages.length === 0
      ? html``
      : html`<h3>Settings and course of every training</h3>
          ${table(settingsTable(report), true)}`,
    html`<h3>Warnings</h3>
      ${report.warnings.length === 0 ? html`<p>None.</p>` : bullets(report.warnings)}`,
    html`<h3>Assumptions</h3>
      ${bullets(assumptions(report))}`,
  );
}
