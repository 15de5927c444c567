import { calibrationPlot } from '../charts/calibration-plot.ts';
import { confusionHeatMap } from '../charts/confusion-heat-map.ts';
import type { ClassDetails, TestScores } from '../../contracts/evaluation-report.ts';
import type { RunReport } from '../../contracts/report.ts';
import { count } from '../numbers.ts';
import type { TestDetail } from '../quality-detail.ts';
import { classesOf, classSentences, detailLead, detailTitle, noClasses, testDetails } from '../quality-detail.ts';
import { calibrationTable, classTable, confusionTable, furtherTable } from '../tables/detail-tables.ts';
import { badge, bullets, figure, folded, section, table } from './blocks.ts';
import { html } from './markup.ts';
import type { Markup } from './markup.ts';

/** More classes make their table and their matrix too long and too wide to stand open and side by side. */
const fewClasses = 10;

/** Further metrics of each test, and what became of each class. */
export function detailSection(report: RunReport): Markup {
  const details = testDetails(report);
  return details.length === 0 ? html`` : section('detail', detailTitle, detailLead, ...details.map(testCard));
}

function testCard(detail: TestDetail): Markup {
  const { test, n, accepted, metrics } = detail;
  const classes = classesOf(detail);
  const reason = noClasses(detail);
  return html`<article class="card">
    <header>
      <h3>${test}</h3>
      <span class="muted">${count(n)} test rows</span>${accepted ? null : badge('fail', 'not accepted')}
    </header>
    ${metrics.length === 0 ? null : table(furtherTable(detail))} ${classes === null ? null : classParts(test, classes)}
    ${reason === null ? null : html`<p class="muted">${reason}</p>`}
  </article> `;
}

function classParts(test: string, { details, scores }: { details: ClassDetails; scores: TestScores }): Markup {
  const areFew = details.labels.length <= fewClasses;
  return html`<div class="${areFew ? 'matrix' : 'stacked'}">
      ${figure(confusionHeatMap(details), html`Taken for what <span class="muted">rows by reference (down) and answer (across)</span>`, true)}
      ${figure(calibrationPlot(details), html`As sure as right? <span class="muted">circle area: rows</span>`)}
    </div>
    ${bullets(classSentences({ details, scores }))}
    ${folded('Precision, recall and F1 of each class', table(classTable(test, details), true), areFew)}
    ${folded(
      'Both pictures as tables',
      html`${table(confusionTable(test, details))}
        <div class="narrow">${table(calibrationTable(test, details))}</div>`,
    )}`;
}
