import type { RunReport } from '../contracts/report.ts';
import { fairnessReports, robustnessReports } from './behaviour.ts';
import { isGeneralMeasured } from './general.ts';
import { badge } from './html/blocks.ts';
import { answersSection } from './html/answers-section.ts';
import { detailSection } from './html/detail-section.ts';
import { generalSection, groupsSection, robustnessSection } from './html/evaluation-sections.ts';
import { latencySection } from './html/latency-section.ts';
import { html, raw } from './html/markup.ts';
import type { Markup } from './html/markup.ts';
import { proofSection } from './html/proof-section.ts';
import { dataSection, recordSection, timeSection } from './html/run-sections.ts';
import { style } from './html/style.ts';
import { controlsSection } from './html/controls-section.ts';
import { costSection, overallSection } from './html/cost-section.ts';
import { gateSection, lossSection, retentionSection } from './html/training-sections.ts';
import { moment } from './numbers.ts';
import { keyFacts, outcomeSentence } from './outcome.ts';
import { detailTitle, testDetails } from './quality-detail.ts';

/** The page may load nothing and run nothing, whatever a row's text holds. */
const contentPolicy = "default-src 'none'; style-src 'unsafe-inline'";

/** Id and short title of each section, in order; those without anything to show have no link. */
const sections: readonly [id: string, title: string, isThere?: (report: RunReport) => boolean][] = [
  ['proof', 'Proof'],
  ['controls', 'Controls', ({ plan }) => plan.control !== 'none'],
  ['loss', 'Learning'],
  ['retention', 'What was kept', ({ retention }) => retention.length > 0],
  ['gates', 'Gates'],
  ['detail', detailTitle, (report) => testDetails(report).length > 0],
  ['general', 'General capabilities', isGeneralMeasured],
  ['robustness', 'Robustness', (report) => robustnessReports(report).length > 0],
  ['groups', 'Groups and slices', (report) => fairnessReports(report).length > 0],
  ['latency', 'Under load', ({ latency }) => latency.length > 0],
  ['overall', 'Overall score', ({ overall }) => overall !== null],
  ['cost', 'Cost', ({ cost }) => cost !== null],
  ['answers', 'Answers', ({ samples }) => samples.length > 0],
  ['data', 'Data'],
  ['time', 'Time'],
  ['record', 'Record'],
];

/** The report as one HTML file that needs nothing else: no script, no outside address. The same report gives the same bytes. */
export function reportHtml(report: RunReport): string {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta http-equiv="Content-Security-Policy" content="${raw(contentPolicy)}" />
        <title>${report.plan.name}: run report</title>
        <style>
          ${raw(style)}
        </style>
      </head>
      <body>
        ${top(report)}
        <main>
          ${proofSection(report)}${controlsSection(report)}${lossSection(report)}${retentionSection(report)}${gateSection(report)}${detailSection(report)}${generalSection(report)}${robustnessSection(report)}${groupsSection(report)}${latencySection(report)}${overallSection(report)}${costSection(report)}${answersSection(report)}${dataSection(report)}${timeSection(report)}${recordSection(report)}
        </main>
        <footer>Drawn by Anneal from report.json of run ${report.runId}, and from nothing else.</footer>
      </body>
    </html> `;
  return page.text;
}

function top(report: RunReport): Markup {
  const links = sections.filter(([, , isThere]) => isThere?.(report) ?? true);
  const done = report.outcome === 'completed' ? badge('pass', 'completed') : badge('fail', 'rejected by its gates');
  return html`<div class="top">
    <div class="brand"><b>ANNEAL</b><span>${report.plan.name}</span><span>${moment(report.finishedAt)}</span>${done}</div>
    <h1>${outcomeSentence(report).replaceAll(' %', '\u00a0%')}</h1>
    <dl class="facts">
      ${keyFacts(report).map(
        ({ title, value, note }) =>
          html`<div>
            <dt>${title}</dt>
            <dd class="big">${unbroken(value)}</dd>
            <dd class="note">${note}</dd>
          </div>`,
      )}
    </dl>
    <nav aria-label="Sections">${links.map(([id, title]) => html`<a href="#${id}">${title}</a>`)}</nav>
  </div> `;
}

/** "0.61 s → 0.15 s" may break at the arrow only. */
function unbroken(value: string): Markup[] {
  return value.split(' → ').map((part, index) => html`${index === 0 ? '' : ' → '}<span class="nowrap">${part}</span>`);
}
