import type { ReportTable } from '../tables/table.ts';
import { html, raw } from './markup.ts';
import type { Content, Markup } from './markup.ts';

/** A table that scrolls by itself where the page is narrow. `quiet` hides the caption from the eye. */
export function table({ caption, head, rows, numeric = [], notes = [] }: ReportTable, quiet = false): Markup {
  const style = (index: number) => (numeric.includes(index) ? 'number' : '');
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}">
      <table>
        <caption class="${quiet ? 'hidden' : ''}">
          ${caption}
        </caption>
        <thead>
          <tr>
            ${head.map((title, index) => html`<th scope="col" class="${style(index)}">${title}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (row) =>
              html`<tr>
                ${row.map((value, index) => (index === 0 ? html`<th scope="row">${value}</th>` : html`<td class="${style(index)}">${interval(value)}</td>`))}
              </tr> `,
          )}
        </tbody>
      </table>
    </div>
    ${
      notes.length === 0
        ? null
        : html`<ul class="notes">
            ${notes.map((note) => html`<li>${note}</li>`)}
          </ul>`
    }`;
}

/** "84 % (76 to 90)" with the interval on its own in grey. */
function interval(value: string): Markup | string {
  const found = /^([^()]+) (\([^()]+ to [^()]+\))$/.exec(value);
  return found === null ? value : html`<span class="value">${found[1]}</span> <span class="interval">${found[2]}</span>`;
}

export function section(id: string, title: string, lead: string, ...content: Markup[]): Markup {
  return html`<section id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}</h2>
    ${lead === '' ? null : html`<p class="lead">${lead}</p>`} ${content}
  </section> `;
}

/** A chart with its caption. The picture names its numbers in its label; a table beside it or under it holds them too. */
export function figure(svg: string, caption: Content, wide = false): Markup {
  return html`<figure class="${wide ? 'wide' : ''}">
    ${caption === '' ? null : html`<figcaption>${caption}</figcaption>`}${raw(svg)}
  </figure> `;
}

export function folded(title: string, content: Markup, open = false): Markup {
  return open
    ? html`<details open>
        <summary>${title}</summary>
        ${content}
      </details> `
    : html`<details>
        <summary>${title}</summary>
        ${content}
      </details> `;
}

export function bullets(items: string[]): Markup {
  return html`<ul>
    ${items.map((item) => html`<li>${item}</li>`)}
  </ul> `;
}

/** A word with a sign and a colour: never colour alone. */
export function badge(kind: 'pass' | 'fail' | 'unclear', text: string): Markup {
  return html`<span class="badge ${kind}"><span aria-hidden="true">${{ pass: '✓', fail: '✕', unclear: '?' }[kind]}</span> ${text}</span>`;
}
