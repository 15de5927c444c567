import { describe, expect, test } from 'vitest';
import { OverallWeights } from '../../src/contracts/overall-score.ts';
import { RunReport } from '../../src/contracts/report.ts';
import { runCost } from '../../src/evaluation/cost/run-cost.ts';
import { overallParts } from '../../src/evaluation/overall-parts.ts';
import { overallScore } from '../../src/evaluation/overall-score.ts';
import { assumptions } from '../../src/report/assumptions.ts';
import { buildReport } from '../../src/report/build-report.ts';
import { reportHtml } from '../../src/report/html.ts';
import { reportMarkdown } from '../../src/report/markdown.ts';
import { textAnswers, textSet } from '../evaluation/answered.ts';
import { contractReviewParts } from '../fixtures/report/contract-review-run.ts';

const parts = contractReviewParts();
const dated = { date: '2026-02-01', source: '<invoice 12>' };
const prices = {
  currency: 'EUR',
  machine: { machine: 'my-machine', ...dated, perHour: 3.6 },
  hosted: { model: 'hosted-small', ...dated, inputPerMillion: 10, outputPerMillion: 10, trainingPerMillion: 3 },
};
const asked = (right: number, seconds: number) =>
  textAnswers(Array.from({ length: 40 }, (_, index) => index < right)).predictions.map((said) => ({
    ...said,
    seconds,
    promptTokens: 400,
    answerTokens: 20,
  }));
const notes = { set: { ...textSet, test: 'company' }, rows: textAnswers(Array<boolean>(40).fill(true)).rows };
const tests = [{ ...notes, base: asked(10, 1), baseWithExamples: asked(20, 4), tuned: asked(30, 1) }];
const overall = overallScore(
  overallParts({
    stage: { ...parts.stages.at(-1)!, behaviour: [] },
    tests,
    asked: { groups: true, machine: true },
    weights: OverallWeights.parse({}),
    seed: 7,
    resamples: 200,
  }),
);
const cost = runCost({ prices, examples: 4, trainings: [{ seconds: 900, trainTokens: 50_000 }], tests, seed: 7, resamples: 200 });
const report = RunReport.parse(buildReport({ ...parts, cost, overall }));
const markdown = reportMarkdown(report);
const page = reportHtml(report);

describe('the report of a run with prices', () => {
  test('tells what requests and right answers cost, and when the training is paid for', () => {
    expect(markdown).toContain('## Cost');
    expect(markdown).toContain('Training took 15 min in 1 attempt: 0.900 EUR.');
    expect(markdown).toContain('As many training tokens (50,000) would cost 0.150 EUR at hosted-small.');
    expect(markdown).toContain('| base with 4 examples | 4.00, all equal | 8.00 (');
    expect(markdown).toContain('| base with 4 examples | 3.00, all equal | 300 |');
    expect(markdown).toMatch(/\| hosted-small \| 4\.20, all equal \| not known: it was not asked/);
  });

  test('names the prices with day and source, as text that means nothing else', () => {
    expect(page).toContain('my-machine: 3.6 an hour (2026-02-01, &lt;invoice 12&gt;)');
    expect(page).not.toContain('<invoice 12>');
  });

  test('lists what the costs assume', () => {
    const list = assumptions(report).join('\n');
    expect(list).toContain('hours in which it waits cost as much');
    expect(list).toContain('assumed: as many tokens as the prompts of the base with 4 examples have');
  });
});

describe('the overall score in a report', () => {
  test('stands with every part, its anchors, weight and what it is mapped to, and decides nothing', () => {
    expect(markdown).toContain('It decides nothing: gates decide');
    expect(markdown).toContain(
      '| quality (required) | exact answers on company | 0.76 (0.67 to 0.83) | 0 | 1.0 | linear | 0.50 | 63 % | 0.76 |',
    );
    expect(markdown).toMatch(
      /\| speed \| seconds an answer ÷ those of the base with examples \| 0\.25 .*\| 1\.0 \| 0\.10 \| logarithmic \| 0\.10 \|/,
    );
    expect(markdown).toContain('Missing: robustness (evaluation.robustness is false)');
    expect(page).toContain('<section id="overall"');
    expect(page).toContain('<a href="#overall">Overall score</a>');
  });

  test('says why there is none', () => {
    const none = buildReport({
      ...parts,
      overall: { ...overall, score: null, low: null, high: null, reason: 'not measured, but required: quality' },
    });
    expect(reportMarkdown(none)).toContain('No overall score: not measured, but required: quality.');
  });
});

test('reports from before there were costs and scores have no such sections', () => {
  const { cost: _cost, overall: _overall, ...older } = buildReport(parts);
  const read = RunReport.parse(older);
  expect([read.cost, read.overall]).toEqual([null, null]);
  expect(reportMarkdown(read)).not.toMatch(/## Cost|## Overall/);
  expect(reportHtml(read)).not.toMatch(/id="cost"|id="overall"|href="#cost"/);
});
