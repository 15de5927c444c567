import { describe, expect, test } from 'vitest';
import { latencyChart } from '../../src/report/charts/latency-curves.ts';
import { reportHtml } from '../../src/report/html.ts';
import { reportMarkdown } from '../../src/report/markdown.ts';
import { latencyTable } from '../../src/report/tables/latency-table.ts';
import { contractReviewRun } from '../fixtures/report/contract-review-run.ts';

const report = contractReviewRun();

describe('the section on load', () => {
  test('has a row for each model and level, and says why a quantile is missing', () => {
    const { rows, notes } = latencyTable(report);
    expect(rows.map(([title, atOnce]) => `${title} ${atOnce}`)).toEqual([
      'base 1',
      'base 10',
      'base 50',
      'after company 1',
      'after company 10',
      'after company 50',
    ]);
    expect(rows[2]).toEqual(expect.arrayContaining(['96', '4', 'not measured']));
    expect(notes).toEqual(['p99 needs 100 values; there are 96']);
  });

  test('draws what the table says, for whoever cannot see it too', () => {
    expect(latencyChart(report)).toContain('base median 1.03 s at 1');
  });

  test('says why nothing was measured, and is left out where nobody asked', () => {
    const unserved = { ...report, latency: [{ title: 'base', engine: 'llama.cpp', levels: null, reason: 'llama.cpp is not installed.' }] };
    expect(reportHtml(unserved)).toContain('base: llama.cpp is not installed.');
    expect(reportMarkdown(unserved)).toContain('llama.cpp is not installed');
    expect(reportHtml({ ...report, latency: [] })).not.toContain('Under load');
  });
});
