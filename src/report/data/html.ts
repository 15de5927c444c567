import type { DataReport } from '../../contracts/data-report.ts';
import { badge, bullets, figure, folded, section, table } from '../html/blocks.ts';
import { html } from '../html/markup.ts';
import type { Markup } from '../html/markup.ts';
import { htmlPage, pageTop } from '../html/page.ts';
import { moment } from '../numbers.ts';
import { dataSections } from './data-sections.ts';
import { dataHeadline, dataVerdict } from './data-verdict.ts';
import { dataFacts } from './key-facts.ts';
import type { DataFigure, DataPart, DataSection } from './section.ts';

/** The data report as one HTML file that needs nothing else: no script, no outside address. The same report gives the same bytes. */
export function dataReportHtml(report: DataReport): string {
  const sections = dataSections(report);
  const { kind, text } = dataVerdict(report);
  const refusals = report.refusals.length === 0 ? [] : [section('refusals', 'Why a run would be refused', '', bullets(report.refusals))];
  return htmlPage({
    title: `${report.name}: data report`,
    top: pageTop({
      name: report.name,
      when: moment(report.preparedAt),
      outcome: badge(kind, text),
      headline: dataHeadline(report),
      facts: dataFacts(report),
      links: sections.map(({ id, title }) => [id, title]),
    }),
    main: [...refusals, ...sections.map(sectionMarkup)],
    footer: `Drawn by Anneal from the data report of ${report.name}, and from nothing else.`,
  });
}

function sectionMarkup({ id, title, lead, verdict, sentences, parts }: DataSection): Markup {
  return section(
    id,
    title,
    lead,
    verdict === undefined ? html`` : html`<p class="verdict">${badge(verdict.kind, verdict.text)}</p>`,
    sentences.length === 0 ? html`` : bullets([...sentences]),
    ...parts.map((part) => partMarkup(part, id)),
  );
}

function partMarkup({ title, figures = [], tables = [], folded: hidden = [] }: DataPart, section: string): Markup {
  const drawn = html`${figures.length === 0 ? null : html`<div class="${figures.length === 1 ? 'single' : 'charts'}">${figures.map(figureMarkup)}</div>`}
  ${tables.map((one) => html`<div class="${section}-table">${table(one)}</div>`)}
  ${hidden.map((one) => folded(one.caption, table(one, true)))}`;
  if (title === null) return drawn;
  return html`<article class="card data">
    <header><h3>${title}</h3></header>
    ${drawn}
  </article> `;
}

function figureMarkup({ caption, draw, key = [] }: DataFigure): Markup {
  const swatches = key.map(({ title, colour }) => html`<span><span class="swatch" style="background:${colour}"></span>${title}</span>`);
  return figure(draw(), html`${caption}${key.length === 0 ? null : html`<span class="colours">${swatches}</span>`}`);
}
