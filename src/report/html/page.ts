import { html, raw } from './markup.ts';
import type { Markup } from './markup.ts';
import { style } from './style.ts';

/** The page may load nothing and run nothing, whatever a row's text holds. */
const contentPolicy = "default-src 'none'; style-src 'unsafe-inline'";

/** One HTML file that needs nothing else: no script, no outside address. */
export function htmlPage({ title, top, main, footer }: { title: string; top: Markup; main: readonly Markup[]; footer: string }): string {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta http-equiv="Content-Security-Policy" content="${raw(contentPolicy)}" />
        <title>${title}</title>
        <style>
          ${raw(style)}
        </style>
      </head>
      <body>
        ${top}
        <main>${main}</main>
        <footer>${footer}</footer>
      </body>
    </html> `;
  return page.text;
}

export interface Fact {
  title: string;
  value: Markup | string | readonly Markup[];
  note: string;
}

/** What a page says first: whose it is, its outcome in one sentence, its key numbers, and where the rest stands. */
export function pageTop(page: {
  name: string;
  when: string;
  outcome: Markup;
  headline: string;
  facts: readonly Fact[];
  links: readonly (readonly [id: string, title: string])[];
}): Markup {
  return html`<div class="top">
    <div class="brand"><b>ANNEAL</b><span>${page.name}</span><span>${page.when}</span>${page.outcome}</div>
    <h1>${page.headline}</h1>
    <dl class="facts">
      ${page.facts.map(
        ({ title, value, note }) =>
          html`<div>
            <dt>${title}</dt>
            <dd class="big">${value}</dd>
            <dd class="note">${note}</dd>
          </div>`,
      )}
    </dl>
    <nav aria-label="Sections">${page.links.map(([id, title]) => html`<a href="#${id}">${title}</a>`)}</nav>
  </div> `;
}
