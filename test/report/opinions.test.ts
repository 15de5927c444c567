import { describe, expect, test } from 'vitest';
import type { JudgedPair, JudgeRecord } from '../../src/contracts/judge.ts';
import type { RatingRecord } from '../../src/contracts/review.ts';
import { summarizeJudge } from '../../src/evaluation/judge/summary.ts';
import { peoplesWinners, reviewResults } from '../../src/evaluation/review/results.ts';
import { drawReviewSample } from '../../src/evaluation/review/sample.ts';
import { reportHtml } from '../../src/report/html.ts';
import { reportMarkdown } from '../../src/report/markdown.ts';
import { addToHtml, addToMarkdown } from '../../src/report/opinions/add-sections.ts';
import { judgeSection } from '../../src/report/opinions/judge-section.ts';
import { reviewSection } from '../../src/report/opinions/review-section.ts';
import { pairsOf } from '../evaluation/review/made-pairs.ts';
import { contractReviewRun } from '../fixtures/report/contract-review-run.ts';

const pairs = pairsOf(60, (index) => ({ answers: { base: 'no', tuned: index % 5 === 0 ? 'no' : 'yes' } }));
const sample = drawReviewSample({ runId: 'run-1', pairs, limit: 20, seed: 7, judged: null });

/** A rater who likes every tuned answer but for every n-th. */
const rater = (name: string, n: number) => ({
  name,
  asked: 24,
  records: sample.items.map(({ item }, index): RatingRecord => ({
    format: 1,
    item,
    occurrence: 1,
    revision: 1,
    submission: '00000000-0000-4000-8000-000000000000',
    rating: { kind: 'rated', preferred: index % n === 0 ? 'base' : 'tuned', baseAcceptable: false, tunedAcceptable: index % n !== 0 },
    shownFirst: 'base',
    referenceShown: false,
    at: '2026-11-23T12:00:00.000Z',
  })),
});
const raters = [rater('Ada', 4), rater('<b>Bob</b> | *bold*', 3)];

const judged = pairs.map(({ test: name, row, group }, index): JudgedPair => {
  if (index % 10 === 0) return { kind: 'error', test: name, row, group, message: 'an empty reply' };
  const second = index % 7 === 0 ? 'base' : 'tuned';
  const winner = second === 'tuned' ? 'tuned' : 'tie';
  const characters = { base: 2, tuned: 3 };
  return { kind: 'judged', test: name, row, group, winner, orders: ['tuned', second], characters, reasons: ['', ''] };
});
const record: JudgeRecord = {
  format: 1,
  runId: 'run-1',
  judge: { url: 'https://models.example.com/v1', model: 'fair', promptHash: '0'.repeat(64), temperature: 0, maxTokens: 512 },
  answeredBy: ['fair-2026-01'],
  testRows: 200,
  pairs: judged,
};
const review = reviewResults({ sample, pairs, raters, judge: record });
const sections = [reviewSection(review), judgeSection(summarizeJudge(record, peoplesWinners(raters)))];

describe('opinions in a report', () => {
  const report = contractReviewRun();

  test('stand at the end of the Markdown one, with intervals, kappa and what the judge is worth', () => {
    const stored = reportMarkdown(report);
    const text = addToMarkdown(stored, sections, []);
    expect(text.startsWith(stored.trimEnd())).toBe(true);
    const added = text.slice(stored.trimEnd().length);
    expect(added).toMatch(/^\n\n## Human review\n/);
    expect(added).toMatch(/\| Tuned preferred, ties as halves \| \d+ % \(\d+ to \d+\) \|/);
    expect(added).toMatch(/\| Ada and &lt;b&gt;Bob&lt;\/b&gt; \\\| \\\*bold\\\* \| −?\d\.\d\d \(−?\d\.\d\d to \d\.\d\d\), n = 16 \|/);
    expect(added).not.toContain('the second time'); // nothing was rated twice
    expect(added).toContain('## Judge\n\nfair at https://models.example.com/v1, answering as fair-2026-01,');
    expect(added).toContain('60 rows of 200, drawn uniformly: 54 judged, 0 with equal answers, 6 errors.');
    expect(added).toContain('Error of 6 rows: an empty reply.');
    expect(added).toMatch(/\| Agreement with people, κ \| .*n = \d+ \|/);
  });

  test('stand before the record of the page, linked, with names of people as text', () => {
    const page = addToHtml(reportHtml(report), sections, ['The judge’s verdicts cannot be read: why <so>']);
    const order = [
      '<section id="answers"',
      '<section id="review"',
      '<section id="judge"',
      '<section id="not-read"',
      '<section id="record"',
    ];
    expect(order.map((place) => page.indexOf(place))).toEqual(order.map((place) => page.indexOf(place)).toSorted((a, b) => a - b));
    expect(page).toContain('<a href="#review">Human review</a><a href="#judge">Judge</a><a href="#record">');
    expect(page).toContain('&lt;b&gt;Bob&lt;/b&gt;');
    expect(page).not.toContain('<b>Bob</b>');
    expect(page).toContain('why &lt;so&gt;');
    expect(page.match(/<\/main>/g)).toHaveLength(1);
  });

  test('leave a report as it is where there are none', () => {
    expect(addToMarkdown(reportMarkdown(report), [], [])).toBe(reportMarkdown(report));
    expect(addToHtml(reportHtml(report), [], [])).toBe(reportHtml(report));
  });
});
