import type { RunReport } from '../contracts/report.ts';
import { fairnessReports, robustnessReports } from './behaviour.ts';
import { isGeneralMeasured } from './general.ts';
import { badge } from './html/blocks.ts';
import { answersSection } from './html/answers-section.ts';
import { detailSection } from './html/detail-section.ts';
import { generalSection, groupsSection, robustnessSection } from './html/evaluation-sections.ts';
import { latencySection } from './html/latency-section.ts';
import { html } from './html/markup.ts';
import type { Markup } from './html/markup.ts';
import { htmlPage, pageTop } from './html/page.ts';
import { proofSection } from './html/proof-section.ts';
import { dataSection, recordSection, timeSection } from './html/run-sections.ts';
import { controlsSection } from './html/controls-section.ts';
import { costSection, overallSection } from './html/cost-section.ts';
import { gateSection, lossSection, retentionSection } from './html/training-sections.ts';
import { moment } from './numbers.ts';
import { keyFacts, outcomeSentence } from './outcome.ts';
import { detailTitle, testDetails } from './quality-detail.ts';

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
  return htmlPage({
    title: `${report.plan.name}: run report`,
    top: top(report),
    main: [
      proofSection(report),
      controlsSection(report),
      lossSection(report),
      retentionSection(report),
      gateSection(report),
      detailSection(report),
      generalSection(report),
      robustnessSection(report),
      groupsSection(report),
      latencySection(report),
      overallSection(report),
      costSection(report),
      answersSection(report),
      dataSection(report),
      timeSection(report),
      recordSection(report),
    ],
    footer: `Drawn by Anneal from report.json of run ${report.runId}, and from nothing else.`,
  });
}

function top(report: RunReport): Markup {
  return pageTop({
    name: report.plan.name,
    when: moment(report.finishedAt),
    outcome: report.outcome === 'completed' ? badge('pass', 'completed') : badge('fail', 'rejected by its gates'),
    headline: outcomeSentence(report).replaceAll(' %', '\u00a0%'),
    facts: keyFacts(report).map(({ title, value, note }) => ({ title, value: unbroken(value), note })),
    links: sections.filter(([, , isThere]) => isThere?.(report) ?? true).map(([id, title]) => [id, title]),
  });
}

/** "0.61 s → 0.15 s" may break at the arrow only. */
function unbroken(value: string): Markup[] {
  return value.split(' → ').map((part, index) => html`${index === 0 ? '' : ' → '}<span class="nowrap">${part}</span>`);
}
