import { bullets, section, table } from '../html/blocks.ts';
import { html } from '../html/markup.ts';
import { inline, list, markdownTable } from '../markdown/blocks.ts';
import type { OpinionSection } from './opinion-section.ts';

/** A stored Markdown report with these sections at its end. */
export function addToMarkdown(report: string, sections: readonly OpinionSection[], problems: readonly string[]): string {
  const parts = sections.flatMap(({ title, lead, sentences, tables }) => [
    `## ${inline(title)}`,
    inline(lead),
    list(sentences.map(inline)),
    ...tables.map(markdownTable),
  ]);
  const broken = problems.length === 0 ? [] : ['## Not read', list(problems.map(inline))];
  const added = [...parts, ...broken];
  return added.length === 0 ? report : `${report.trimEnd()}\n\n${added.join('\n\n')}\n`;
}

/** Where a stored page goes on after the sections and their links; text of rows is escaped, so nothing else in it looks like this. */
const places = { section: '<section id="record"', link: '<a href="#record"', end: '</main>' };

/** A stored page with these sections before its record, and links to them. */
export function addToHtml(page: string, sections: readonly OpinionSection[], problems: readonly string[]): string {
  const drawn = sections.map(({ id, title, lead, sentences, tables }) =>
    section(id, title, lead, bullets(sentences), ...tables.map((one) => table(one))),
  );
  const broken = problems.length === 0 ? html`` : section('not-read', 'Not read', '', bullets([...problems]));
  const links = sections.map(({ id, title }) => html`<a href="#${id}">${title}</a>`);
  const place = page.includes(places.section) ? places.section : places.end;
  return before(before(page, place, html`${drawn}${broken}`.text), places.link, html`${links}`.text);
}

function before(page: string, place: string, added: string): string {
  const at = page.indexOf(place);
  return at < 0 ? page : `${page.slice(0, at)}${added}${page.slice(at)}`;
}
