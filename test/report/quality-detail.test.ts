import { describe, expect, test } from 'vitest';
import type { ClassDetails, TestScores } from '../../src/contracts/evaluation-report.ts';
import { RunReport } from '../../src/contracts/report.ts';
import { calibrationPlot } from '../../src/report/charts/calibration-plot.ts';
import { confusionHeatMap } from '../../src/report/charts/confusion-heat-map.ts';
import { reportHtml } from '../../src/report/html.ts';
import { reportMarkdown } from '../../src/report/markdown.ts';
import { onOwnScale } from '../../src/report/numbers.ts';
import { classSentences, testDetails } from '../../src/report/quality-detail.ts';
import { calibrationTable, classTable, confusionTable, furtherTable } from '../../src/report/tables/detail-tables.ts';
import { contractReviewRun } from '../fixtures/report/contract-review-run.ts';

const report = RunReport.parse(contractReviewRun());
const [general] = testDetails(report);
const details = general!.taught!.classes!.details!;
const markdown = reportMarkdown(report);
const plain = (html: string) =>
  html
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll(/\s+/g, ' ');
const part = (html: string) => html.split('<section id="detail"')[1]!.split('</section>')[0]!;

/** The report with other scores of every model on every test. */
function changed(change: (scores: TestScores) => TestScores): RunReport {
  const stages = report.stages.map((stage) => ({ ...stage, tests: stage.tests.map(change) }));
  return { ...report, baseline: report.baseline.map(change), stages };
}

const without = ({ further: _further, classes: _classes, ...scores }: TestScores): TestScores => scores;
const withClasses = (classes: TestScores['classes']) =>
  changed((scores) => (scores.answers === 'labels' && classes !== undefined ? { ...scores, classes } : without(scores)));

const few: ClassDetails = {
  labels: ['law', 'term', ''],
  counts: [
    [2, 0, 1],
    [0, 0, 0],
    [0, 0, 0],
  ],
  classes: [
    { precision: { mean: 1, low: 0.16, high: 1 }, recall: { mean: 0.6667, low: 0.09, high: 0.99 }, f1: 0.8 },
    { precision: null, recall: null, f1: 0 },
    { precision: { mean: 0, low: 0, high: 0.98 }, recall: null, f1: 0 },
  ],
  calibration: [
    { n: 1, confidence: 0.5, accuracy: 0 },
    { n: 2, confidence: 0.95, accuracy: 1 },
  ],
};

describe('further metrics', () => {
  test('stand in one row for each, a column for each model, with direction and interval', () => {
    const { head, rows } = furtherTable(general!);
    expect(head).toEqual([
      'Metric',
      'Better',
      'Base model',
      'Base model with 4 examples',
      'Tuned, right after this stage',
      'Tuned, at the end',
    ]);
    expect(rows.map(([metric, better]) => `${metric} ${better}`)).toEqual([
      'ece lower',
      'brier lower',
      'weighted-f1 higher, of 1',
      'own:citations –',
    ]);
    const scored = [...report.baseline, ...[report.stages[0]!, report.stages[2]!].flatMap(({ tests }) => tests)].filter(
      (scores) => scores.test === 'general',
    );
    expect(rows[1]!.slice(2)).toEqual(scored.map(({ further }) => onOwnScale(further!['brier']!.estimate!)));
  });

  test('say why one is missing, and what rows one leaves out', () => {
    const { rows, notes } = furtherTable(general!);
    expect(rows[3]!.slice(2)).toEqual(['– (a)', '– (a)', '– (a)', '– (a)']);
    expect(notes).toEqual([expect.stringMatching(/^\(a\) not measured: There is no metric of your own "citations" here/)]);
    const leaving = changed((scores) =>
      scores.prompt === 'fewShot' && scores.further
        ? { ...scores, further: { ece: { ...scores.further['ece']!, leftOut: { 'no probability': 3 } } } }
        : scores,
    );
    const table = furtherTable(testDetails(leaving)[0]!);
    expect(table.notes).toContain('ece, base model with 4 examples: 3 rows left out, no probability.');
    expect(table.notes).toContain('(a) not measured: this model was not scored by it');
  });

  test('name a model once where the last stage is the one that taught the test', () => {
    const only = { ...report, stages: report.stages.slice(0, 1) };
    expect(testDetails(only)[0]!.models.map(({ model }) => model)).toEqual(['zeroShot', 'fewShot', 'after']);
  });

  test('are written with the digits that their interval carries', () => {
    expect(onOwnScale({ mean: 63.21, low: 58.83, high: 67.14 })).toBe('63.2 (58.8 to 67.1)');
    expect(onOwnScale({ mean: 0.0431, low: 0.0212, high: 0.0717 })).toBe('0.043 (0.021 to 0.072)');
    expect(onOwnScale({ mean: -0.4, low: -2.5, high: 1.5 })).toBe('−0.4 (−2.5 to 1.5)');
    expect(onOwnScale({ mean: 1, low: 1, high: 1 })).toBe('1.00 (1.00 to 1.00)');
  });
});

describe('what became of each class', () => {
  test('is the same in the picture, the page and Markdown', () => {
    const page = plain(part(reportHtml(report)));
    for (const { caption, rows } of [
      furtherTable(general!),
      confusionTable('general', details),
      classTable('general', details),
      calibrationTable('general', details),
    ]) {
      expect(page).toContain(caption);
      expect(markdown).toContain(caption);
      for (const row of rows) {
        expect(page).toContain(row.join(' '));
        expect(markdown).toContain(`| ${row.join(' | ').replaceAll('>', '&gt;').replaceAll('<', '&lt;')} |`);
      }
    }
    for (const sentence of classSentences({ details, scores: general!.taught! })) expect(page).toContain(sentence);
    const [cap] = details.counts;
    expect(confusionHeatMap(details)).toContain(`Confusion matrix: cap answered ${cap![0]} as cap`);
  });

  test('adds up to the rows of the test, the diagonal to its accuracy', () => {
    const { rows } = confusionTable('general', details);
    const right = rows.reduce((sum, row, index) => sum + Number(row[index + 1]), 0);
    expect(right / general!.n).toBeCloseTo(general!.taught!.metrics.accuracy!.mean, 10);
    expect(rows.flatMap((row) => row.slice(1).map(Number)).reduce((sum, value) => sum + value, 0)).toBe(general!.n);
  });

  test('tells a class of which there is nothing from one that was always missed', () => {
    const { rows, notes } = classTable('general', few);
    expect(rows).toEqual([
      ['law', '3', '2', '100 % (16 to 100)', '67 % (9 to 99)', '80 %'],
      ['term', '0', '0', '– (a)', '– (b)', '–'],
      ['no label', '0', '1', '0 % (0 to 98)', '– (b)', '0 %'],
    ]);
    expect(notes).toEqual(
      expect.arrayContaining([
        '(a) not measured: no row was taken for this class',
        '(b) not measured: no row has this class as its reference',
      ]),
    );
    expect(confusionHeatMap(few)).toContain('law answered 2 as law, 1 as no label; term answered never, it has no row');
  });

  test('says in words what is mixed up most, and how sure the model is', () => {
    expect(classSentences({ details: few, scores: without(general!.taught!) })).toEqual([
      '1 row taken for another class; most often law for no label: 1 of the 3 rows of law.',
      'The model is 80 % sure on average and right in 67 %.',
    ]);
    const perfect = { ...few, counts: [[3, 0, 0], ...few.counts.slice(1)], calibration: [] };
    expect(classSentences({ details: perfect, scores: without(general!.taught!) })).toEqual(['No row was taken for another class.']);
    const unsure = { ...general!.taught!.further!['ece']!, estimate: null, reason: 'there are no rows' };
    expect(classSentences({ details: few, scores: { ...general!.taught!, further: { ece: unsure } } }).at(-1)).toBe(
      'Expected calibration error: not measured, there are no rows.',
    );
  });

  test('draws circles whose areas are as the rows, for whoever cannot see them too', () => {
    const svg = calibrationPlot({
      ...few,
      calibration: [
        { n: 20, confidence: 0.6, accuracy: 0.5 },
        { n: 80, confidence: 0.9, accuracy: 0.8 },
      ],
    });
    expect(svg).toContain('60 % sure, 50 % right in 20 rows; 90 % sure, 80 % right in 80 rows');
    const sizes = [...svg.matchAll(/transform="matrix\(([\d.]+),0,0,\1,/g)].map(([, size]) => Number(size));
    expect(sizes).toHaveLength(2);
    expect(sizes[0]! / sizes[1]!).toBeCloseTo(2, 3); // the larger one is drawn first
  });

  test('tells labels apart that are alike when shortened, by their places', () => {
    const labels = ['limitation of liability of the supplier', 'limitation of damages of the supplier', ''];
    const svg = confusionHeatMap({ ...few, labels });
    expect(svg).toContain('>1: limitat…upplier<');
    expect(svg).toContain('>2: limitat…upplier<');
  });

  test('shortens long labels in the picture alone, and escapes them', () => {
    const labels = ['limitation of liability of the supplier', '<b onclick=x>', ''];
    const svg = confusionHeatMap({ ...few, labels });
    expect(svg).toContain('>limitatio…supplier<');
    const html = reportHtml(withClasses({ details: { ...few, labels }, reason: null }));
    expect(html).not.toContain('<b onclick');
    expect(plain(html)).toContain('limitation of liability of the supplier');
  });
});

describe('the section', () => {
  test('is left out where neither is known, and then has no link', () => {
    const bare = changed(without);
    expect(reportHtml(bare)).not.toMatch(/#detail|id="detail"|Quality in detail/);
    expect(reportMarkdown(bare)).not.toContain('Quality in detail');
  });

  test('says why single classes are not shown', () => {
    const reason = '31 classes are more than the 20 that scores have room for';
    const large = withClasses({ details: null, reason });
    expect(plain(part(reportHtml(large)))).toContain(`Single classes are not shown: ${reason}.`);
    expect(reportMarkdown(large)).toContain(`Single classes are not shown: ${reason}.`);
    expect(part(reportHtml(large))).not.toContain('<svg');
  });

  test('shows the base alone where the run ended before a stage, and marks one that was refused', () => {
    const ended = testDetails({ ...report, stages: [] })[0]!;
    expect(furtherTable(ended).head).toEqual(['Metric', 'Better', 'Base model', 'Base model with 4 examples']);
    expect(furtherTable(ended).notes).toContain('Tuned, right after this stage: not measured, the run ended before this stage');
    const [first, ...rest] = report.stages;
    expect(plain(part(reportHtml({ ...report, stages: [{ ...first!, accepted: false }, ...rest] })))).toContain('not accepted');
  });

  test('folds the table of many classes', () => {
    const labels = Array.from({ length: 20 }, (_, index) => `clause ${index}`);
    const counts = labels.map((_, row) => labels.map((__, column) => (row === column ? 3 : 0)));
    const html = part(
      reportHtml(withClasses({ details: { ...few, labels, counts, classes: labels.map(() => few.classes[0]!) }, reason: null })),
    );
    expect(html).not.toContain('<details open>');
    expect(part(reportHtml(report))).toContain('<details open>');
  });
});
