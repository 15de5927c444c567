import { keptWords, lossCurvesChart } from '../charts/loss-curves.ts';
import { retentionHeatMap } from '../charts/retention-heat-map.ts';
import type { GateResult } from '../../contracts/gate.ts';
import type { RunReport } from '../../contracts/report.ts';
import type { StageOutcome } from '../../contracts/run.ts';
import { keptLead } from '../kept.ts';
import { transferSentences } from '../transfer.ts';
import { attemptStory, gateTable, verdictWords } from '../tables/gate-table.ts';
import { retentionTable } from '../tables/data-tables.ts';
import { attemptTitle } from '../tables/settings-tables.ts';
import { gateTitle } from '../gate-words.ts';
import { badge, figure, folded, section, table } from './blocks.ts';
import { html } from './markup.ts';
import type { Markup } from './markup.ts';

/** Loss by step, one panel an attempt. */
export function lossSection(report: RunReport): Markup {
  const panels = report.stages.flatMap((stage) =>
    stage.attempts.flatMap(({ attempt, gates }) => {
      const curves = report.curves[`${stage.name}/${attempt}`];
      if (curves === undefined) return [];
      const title = attemptTitle(stage, attempt);
      const caption = html`${title}
        <span class="muted">${keptWords(curves)}</span>${isRefused(gates) ? html` ${badge('fail', 'failed its gates')}` : null}`;
      return [figure(lossCurvesChart(curves, title), caption)];
    }),
  );
  const key = html`<p class="key"><span class="swatch train"></span> train <span class="swatch validation"></span> validation</p>`;
  return section(
    'loss',
    'Learning',
    'Loss by training step. The step with the least validation loss is the one that was kept.',
    key,
    html`<div class="panels">${panels}</div>`,
  );
}

export function retentionSection(report: RunReport): Markup {
  if (report.retention.length === 0) return html``;
  return section(
    'retention',
    'What was kept',
    keptLead(report),
    figure(retentionHeatMap(report), '', true),
    html`${transferSentences(report).map((sentence) => html`<p>${sentence}</p>`)}`,
    folded('The same as a table', table(retentionTable(report), true)),
  );
}

export function gateSection(report: RunReport): Markup {
  return section(
    'gates',
    'Gates',
    'Each attempt is judged on validation rows; the last one is judged on test rows too.',
    ...report.stages.map(stageGates),
  );
}

function stageGates(stage: StageOutcome): Markup {
  const story = attemptStory(stage, false);
  const attempts = stage.attempts.map((attempt, index) => {
    return html`<li class="${isRefused(attempt.gates) ? 'refused' : ''}">
      <p>${story[index]}</p>
      ${gates(attempt.gates)}
    </li>`;
  });
  const decided = stage.decidedBy === 'person' ? html`<span class="muted">decided by a person</span>` : null;
  const all = stage.attempts
    .filter((attempt) => attempt.gates.length > 0)
    .map((attempt) => table(gateTable(`${attemptTitle(stage, attempt.attempt)}: on validation rows`, attempt.gates)));
  const tests = stage.gates.length === 0 ? [] : [table(gateTable(`${stage.name}: on test rows`, stage.gates, stage.behaviour))];
  return html`<article class="card">
    <header>
      <h3>${stage.name}</h3>
      ${decided}${stage.accepted ? badge('pass', 'accepted') : badge('fail', 'not accepted')}
    </header>
    <ol class="attempts">
      ${attempts}${
        stage.gates.length === 0
          ? null
          : html`<li class="${isRefused(stage.gates) ? 'refused' : ''}">
              <p>On test rows, after the last attempt:</p>
              ${gates(stage.gates)}
            </li>`
      }
    </ol>
    ${[...all, ...tests].length === 0 ? html`<p class="muted">This stage had no gate to pass.</p>` : folded('All numbers of these gates', html`${[...all, ...tests]}`)}
  </article> `;
}

function isRefused(results: readonly GateResult[]): boolean {
  return results.some((gate) => gate.decision === 'reject');
}

function gates(results: GateResult[]): Markup {
  return html`<ul class="gates">
    ${results.map((gate) => html`<li>${badge(kindOf(gate), verdictWords(gate))} <strong>${gateTitle(gate)}</strong> <span class="muted">${withoutVerdict(gate.reason)}</span></li>`)}
  </ul>`;
}

/** The badge before it says the verdict already. */
function withoutVerdict(reason: string): string {
  return reason.replace(/^(?:Passed|Failed|Inconclusive, [^:]+): /, '');
}

function kindOf({ verdict }: GateResult): 'pass' | 'fail' | 'unclear' {
  return verdict === 'pass' ? 'pass' : verdict === 'inconclusive' ? 'unclear' : 'fail';
}
