import { describe, expect, test } from 'vitest';
import type { TestScores } from '../../src/contracts/evaluation-report.ts';
import { RunReport } from '../../src/contracts/report.ts';
import { buildReport } from '../../src/report/build-report.ts';
import { reportHtml } from '../../src/report/html.ts';
import { reportMarkdown } from '../../src/report/markdown.ts';
import { capabilityTable } from '../../src/report/tables/general-tables.ts';
import { robustnessTable } from '../../src/report/tables/robustness-table.ts';
import { contractReviewParts } from '../fixtures/report/contract-review-run.ts';

const parts = contractReviewParts();
const report = buildReport(parts);
const page = reportHtml(report);
const markdown = reportMarkdown(report);
const sectionIds = (html: string) => [...html.matchAll(/<section id="([^"]+)"/g)].map(([, id]) => id);
const linkIds = (html: string) => [...html.matchAll(/<a href="#([^"]+)"/g)].map(([, id]) => id);

/** The report as a run of an earlier version wrote it. */
function older(): RunReport {
  const since = [
    'general',
    'behaviour',
    'latency',
    'transfer',
    'fit',
    'slices',
    'robustness',
    'fairness',
    'capabilities',
    'overfitting',
    'rules',
    'further',
    'classes',
  ];
  const json = JSON.stringify(report, (name, value: unknown) => (since.includes(name) ? undefined : value));
  return RunReport.parse(JSON.parse(json));
}

describe('the sections on evaluation', () => {
  test('come after the main results and before the details of the data, each with its link', () => {
    const expected = [
      'proof',
      'loss',
      'retention',
      'gates',
      'detail',
      'general',
      'robustness',
      'groups',
      'latency',
      'answers',
      'data',
      'time',
      'record',
    ];
    expect(sectionIds(page)).toEqual(expected);
    expect(linkIds(page)).toEqual(expected);
  });

  test('hold the same numbers as HTML and as Markdown', () => {
    const plain = page
      .replaceAll(/<[^>]+>/g, ' ')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll(/\s+/g, ' ');
    const tables = [capabilityTable(report), ...report.behaviour.map(({ report: { robustness } }) => robustnessTable(robustness!))];
    for (const { caption, rows } of tables) {
      expect(plain).toContain(caption);
      expect(markdown).toContain(caption);
      for (const row of rows) {
        expect(plain).toContain(row.join(' ').replaceAll(/\s+/g, ' '));
        expect(markdown).toContain(`| ${row.join(' | ').replaceAll('>', '&gt;').replaceAll('<', '&lt;')} |`);
      }
    }
  });

  test('never show a missing number as a word of the machine', () => {
    expect(`${page.replace(/<style>[\s\S]*?<\/style>/, '')}${markdown}`).not.toMatch(/NaN|undefined|\bnull\b|Infinity/);
  });

  test('are left out where nothing was measured', () => {
    const without = ({ further: _further, classes: _classes, ...scores }: TestScores): TestScores => scores;
    const stages = parts.stages.map((stage) => ({
      ...stage,
      tests: stage.tests.map(without),
      behaviour: [],
      attempts: stage.attempts.map((attempt) => ({ ...attempt, general: null })),
    }));
    const baseline = parts.baseline.map(without);
    const bare = buildReport({ ...parts, baseline, general: null, behaviour: [], latency: [], stages, samples: [] });
    const html = reportHtml(bare);
    expect(sectionIds(html)).toEqual(['proof', 'loss', 'retention', 'gates', 'data', 'time', 'record']);
    expect(linkIds(html)).toEqual(sectionIds(html));
    expect(reportMarkdown(bare)).not.toMatch(/## (Quality|General|Robustness|Groups|Under load|Answers)/);
  });

  test('leave robustness out and keep slices where only these were measured, with the cost', () => {
    const behaviour = parts.behaviour.map(({ stage, report: found }) => ({ stage, report: { ...found, robustness: null } }));
    const html = reportHtml(buildReport({ ...parts, behaviour }));
    expect(sectionIds(html)).not.toContain('robustness');
    expect(html.split('<section id="groups"')[1]).toMatch(/further questions took .* of the run’s time/);
  });

  test('draw reports of older runs, which know nothing of them', () => {
    const html = reportHtml(older());
    expect(sectionIds(html)).toEqual(['proof', 'loss', 'retention', 'gates', 'answers', 'data', 'time', 'record']);
    expect(reportMarkdown(older())).toContain('| company | specific | 81 % | 0.93 |');
  });

  test('escape what rows and columns are called', () => {
    const [first, ...rest] = parts.behaviour;
    const slices = first!.report.slices.map((slice) => ({
      ...slice,
      column: 'metadata.<i>',
      slices: slice.slices.map((each) => ({ ...each, value: '<b onclick=x>|`' })),
    }));
    const hostile = buildReport({ ...parts, behaviour: [{ ...first!, report: { ...first!.report, slices } }, ...rest] });
    expect(reportHtml(hostile)).not.toMatch(/<b onclick|<i>/);
    expect(reportMarkdown(hostile)).toContain('&lt;b onclick=x&gt;\\|\\`');
  });
});
