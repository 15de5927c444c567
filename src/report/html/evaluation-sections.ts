import { robustnessChart } from '../charts/robustness-bars.ts';
import type { GroupReport } from '../../contracts/fairness-report.ts';
import type { RunReport } from '../../contracts/report.ts';
import type { TestBehaviour } from '../behaviour.ts';
import { behaviourCost, fairnessReports, groupSentences, robustnessReports, robustnessSentences } from '../behaviour.ts';
import { leads } from '../evaluation-leads.ts';
import { generalSentences, isGeneralMeasured } from '../general.ts';
import { fairnessDetails, fairnessTables } from '../tables/fairness-tables.ts';
import { capabilityTable, textLossTable } from '../tables/general-tables.ts';
import { robustnessTable } from '../tables/robustness-table.ts';
import { badge, bullets, figure, folded, section, table } from './blocks.ts';
import { html } from './markup.ts';
import type { Markup } from './markup.ts';

/** What the base could do besides, and what of it is left. */
export function generalSection(report: RunReport): Markup {
  if (!isGeneralMeasured(report)) return html``;
  return section(
    'general',
    'General capabilities',
    leads.general,
    bullets(generalSentences(report)),
    table(capabilityTable(report), true),
    html`<div class="narrow">${table(textLossTable(report))}</div>`,
  );
}

/** Whether answers hold when questions are put otherwise: a chart and a table a test. */
export function robustnessSection(report: RunReport): Markup {
  const found = robustnessReports(report);
  if (found.length === 0) return html``;
  const cards = found.map(
    (of) =>
      html`<article class="card">
        <header>
          <h3>${of.test}</h3>
          <span class="muted">${of.metric}: as the rows are, and with each row in its worst way</span>
        </header>
        <div class="pair">${figure(robustnessChart(of.robustness, of.metric), '')} ${bullets(robustnessSentences(of))}</div>
        ${folded('Each way to put a question, the worst first', table(robustnessTable(of.robustness), true))}
      </article> `,
  );
  return section('robustness', 'Robustness', `${leads.robustness} ${behaviourCost(report)}`, ...cards);
}

/** For whom the model is worse: slices, groups of people, exchanged words. */
export function groupsSection(report: RunReport): Markup {
  const found = fairnessReports(report);
  if (found.length === 0) return html``;
  const isOnly = robustnessReports(report).length === 0;
  return section(
    'groups',
    'Groups and slices',
    isOnly ? `${leads.groups} ${behaviourCost(report)}` : leads.groups,
    ...found.map(groupCard),
  );
}

function groupCard(of: TestBehaviour): Markup {
  const details = fairnessDetails(of);
  return html`<article class="card">
    <header><h3>${of.test}</h3></header>
    ${
      of.report.groups.length === 0
        ? null
        : html`<ul class="gates">
            ${of.report.groups.map(groupItem)}
          </ul>`
    }
    <div class="tables">
      ${fairnessTables(of).map((each) => html`<div class="${each.head.length > 4 ? 'whole' : ''}">${table(each)}</div>`)}
    </div>
    ${details.length === 0 ? null : folded('Groups compared, and scores by who is named', html`${details.map((each) => table(each))}`)}
  </article> `;
}

function groupItem(group: GroupReport): Markup {
  const [gap, impact] = groupSentences(group);
  const { verdict } = group.impactRatio;
  const kind = verdict === 'pass' ? 'pass' : verdict === 'fail' ? 'fail' : 'unclear';
  return html`<li>${badge(kind, verdict === null ? 'not compared' : fourFifths[verdict])} ${gap} <span class="muted">${impact}</span></li>`;
}

const fourFifths = { pass: 'four-fifths rule met', fail: 'four-fifths rule missed', inconclusive: 'missed, may be chance' } as const;
