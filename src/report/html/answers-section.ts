import type { RunReport } from '../../contracts/report.ts';
import type { MarkedAnswer, MarkedSample } from '../answers.ts';
import { changedSentences, sampleGroups } from '../answers.ts';
import { leads } from '../evaluation-leads.ts';
import { badge, bullets, section } from './blocks.ts';
import { html } from './markup.ts';
import type { Markup } from './markup.ts';

/** Base beside tuned: what got better, what got worse, what stayed. */
export function answersSection(report: RunReport): Markup {
  if (report.samples.length === 0) return html``;
  const changed = changedSentences(report);
  const groups = sampleGroups(report).map(
    ({ title, samples }) =>
      html`<h3>${title} <span class="muted">(${samples.length})</span></h3>
        ${samples.map(card)}`,
  );
  return section('answers', 'Answers side by side', leads.answers, changed.length === 0 ? html`` : bullets(changed), ...groups);
}

function card({ stage, prompt, reference, base, tuned }: MarkedSample): Markup {
  return html`<article class="card sample">
    <header><h4>${stage}</h4></header>
    <pre class="prompt">${prompt}</pre>
    <div class="answers">
      ${answer('Reference', reference, null)}${answer('Base model', base.text, marked(base))}${answer('Tuned', tuned.text, marked(tuned))}
    </div>
  </article> `;
}

function answer(who: string, text: string, mark: Markup | null): Markup {
  return html`<div class="answer">
    <h4>${who} ${mark}</h4>
    <pre>${text === '' ? '(no answer)' : text}</pre>
  </div>`;
}

function marked({ score, mark }: MarkedAnswer): Markup {
  return badge(score === 1 ? 'pass' : 'fail', mark);
}
