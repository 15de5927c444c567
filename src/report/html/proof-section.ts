import { scoreIntervalsChart } from '../charts/score-intervals.ts';
import type { Comparison } from '../../contracts/evaluation-report.ts';
import type { RunReport } from '../../contracts/report.ts';
import { count } from '../numbers.ts';
import { stageProofs } from '../proof.ts';
import type { StageProof } from '../proof.ts';
import { proofTable } from '../tables/proof-table.ts';
import { againstWords, differenceInWords, metricMeaning, metricTitle } from '../wording.ts';
import { badge, figure, section, table } from './blocks.ts';
import { html } from './markup.ts';
import type { Markup } from './markup.ts';

/** For each stage's test set: what the base model can do, what examples add, what tuning adds, what is left at the end. */
export function proofSection(report: RunReport): Markup {
  const proofs = stageProofs(report);
  const meanings = new Map(
    proofs.flatMap(({ metrics, answers }) => metrics.map((metric) => [metricTitle(metric, answers), metricMeaning[metric]] as const)),
  );
  return section(
    'proof',
    'Proof',
    'Every model answers the same test rows, which none of them was trained on. A bar is the 95 % interval.',
    ...proofs.map(stageProof),
    html`<dl class="meanings">
      ${[...meanings].map(
        ([title, meaning]) =>
          html`<div>
            <dt>${title}</dt>
            <dd>${meaning}</dd>
          </div>`,
      )}
    </dl>`,
  );
}

function stageProof(proof: StageProof): Markup {
  const found = [
    ...proof.comparisons.map((comparison) => difference(`against ${againstWords(comparison.against)}`, comparison)),
    ...proof.endComparisons.map((comparison) => difference(`at the end, against ${againstWords(comparison.against)}`, comparison)),
  ];
  return html`<article class="card">
    <header>
      <h3>${proof.stage}</h3>
      <span class="muted">${metricTitle(proof.primary, proof.answers)}, ${count(proof.n)} test rows</span
      >${proof.accepted ? badge('pass', 'accepted') : badge('fail', 'not accepted')}
    </header>
    <div class="pair">
      ${figure(scoreIntervalsChart(proof), '')}
      <div>
        <ul class="differences">
          ${found}
        </ul>
      </div>
    </div>
    ${table(proofTable(proof), true)}
  </article> `;
}

function difference(against: string, comparison: Comparison): Markup {
  const words = differenceInWords(comparison);
  const comma = words.indexOf(', ');
  return html`<li>
    <strong>${words.slice(0, comma)}</strong> <span class="against">${against}</span><br /><span class="muted"
      >${words.slice(comma + 2)}</span
    >
  </li>`;
}
