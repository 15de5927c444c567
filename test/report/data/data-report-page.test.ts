import { describe, expect, test } from 'vitest';
import { DataReport } from '../../../src/contracts/data-report.ts';
import { RowRule } from '../../../src/contracts/row-finding.ts';
import { buildDataReport } from '../../../src/report/data/build-data-report.ts';
import { splitVerdict } from '../../../src/report/data/data-verdict.ts';
import { FindingTally } from '../../../src/data/findings/finding-tally.ts';
import { dataReportHtml } from '../../../src/report/data/html.ts';
import { dataReportMarkdown } from '../../../src/report/data/markdown.ts';
import { dataReportText } from '../../../src/report/data/text.ts';
import { emptyReport, sampleParts, sampleReport } from '../../fixtures/data-report/sample-report.ts';

const report = sampleReport();
const refused = sampleReport(true);
const page = dataReportHtml(report);
const forms = (of: DataReport) => [dataReportHtml(of), dataReportMarkdown(of), dataReportText(of)] as const;

const seen = (html: string) =>
  html
    .replace(/<style>[\s\S]*?<\/style>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');
const section = (id: string, html = page) => seen(html.split(`<section id="${id}"`)[1]!.split('</section>')[0]!);

describe('the data report', () => {
  test('accounts for every row: read is kept, dropped and refused, in each dataset and in all', () => {
    expect(section('rows')).toContain('Dataset Read Kept Dropped Refused Changed Flagged tickets 9,800 9,119 681 0 1,840');
    expect(section('rows', dataReportHtml(refused))).toContain('all 11,040 10,275 760 5 2,045');
    for (const { counts } of refused.datasets) {
      const out = [...Object.values(counts.dropped), ...Object.values(counts.refused)].reduce((sum, rows) => sum + rows, 0);
      expect(counts.kept + out).toBe(counts.read);
    }
  });

  test('cannot be built when a row is neither kept nor dropped with a finding', () => {
    const parts = sampleParts();
    const [first, ...others] = parts.datasets;
    expect(() => buildDataReport({ ...parts, datasets: [{ ...first!, kept: first!.kept - 1 }, ...others] })).toThrow(
      'Rows of "tickets" do not add up: 9800 read and 9118 kept, but findings keep 681 out instead of 682.',
    );
  });

  test('cannot be read when its counts do not add up', () => {
    const broken = structuredClone(report);
    broken.datasets[0]!.counts.kept += 1;
    expect(DataReport.safeParse(broken).error?.message).toContain('rows do not add up');
    expect(DataReport.parse(structuredClone(report))).toEqual(report);
  });

  test('says in its first sentence whether a run would go on', () => {
    expect(seen(page)).toContain('ready 10,280 of 11,040 rows are fit to be learned from; 760 were dropped');
    expect(seen(dataReportHtml(refused))).toContain('Refused: 5 rows break a rule that ends the run.');
    expect(dataReportText(refused)).toContain('✕ 5 rows hold a secret or a payment card');
  });

  test('tells the same numbers as page, as Markdown and in the terminal', () => {
    const [html, markdown, text] = forms(report);
    expect(section('sensitive', html)).toContain('EMAIL redacted 690 690');
    expect(markdown).toContain('| EMAIL | redacted | 690 | 690 |');
    expect(text).toMatch(/^EMAIL +redacted +690 +690$/m);
    expect(section('split', html)).toContain('Near-duplicates on two sides (similarity of at least 0.50) 0 0');
    expect(markdown).toContain('| Near-duplicates on two sides (similarity of at least 0.50) | 0 | 0 |');
    expect(section('contamination', html)).toContain('tickets frozen-test.jsonl 21 21 21 21 0');
    expect(text).toMatch(/^tickets +frozen-test\.jsonl +21 +21 +21 +21 +0$/m);
  });

  test('shows no value that was planted, in no form', () => {
    for (const form of forms(refused)) expect(form).not.toMatch(/4012|8881|abcDEF|ghiJKL|bo@shop|55120|901820/);
    expect(section('quarantine', dataReportHtml(refused))).toContain('xx xxxx 9999 9999 9999 9999');
  });

  test('is the same, byte for byte, for the same report', () => {
    expect(dataReportHtml(sampleReport())).toBe(page);
  });
});

describe('the verdict on the split', () => {
  const split = report.split!;

  test('fails for whatever crosses, and says what', () => {
    const verdict = splitVerdict({ ...split, sharedGroups: 1, nearDuplicates: 12 });
    expect(verdict).toEqual({ kind: 'fail', text: 'across the sides: 1 group, 12 near-duplicates' });
    const leaking = { ...report, split: { ...split, exactDuplicates: 2 } };
    expect(dataReportText(leaking)).toContain('Refused: rows cross between training and test.');
    expect(seen(dataReportHtml(leaking))).toContain('✕ across the sides: 2 equal prompts');
  });

  test('is unclear where near-duplicates were not looked for, and never claims a proof', () => {
    const unclear = { ...report, split: { ...split, nearDuplicates: null, threshold: null, mostSimilar: null } };
    expect(section('split', dataReportHtml(unclear))).toContain('? no group and no equal prompt crosses');
    expect(section('split', dataReportHtml(unclear))).toContain('not looked for');
  });
});

describe('the page', () => {
  test('draws rows, personal data, duplicates, lengths and labels, each with a text that says what it shows', () => {
    const labels = [...page.matchAll(/<svg role="img" aria-label="([^"]{20,})"/g)].map(([, label]) => label!);
    expect(labels).toHaveLength(page.match(/<svg /g)!.length);
    for (const start of ['Rows of tickets kept out', 'Personal data and secrets of', 'Duplicates of', 'Words in a prompt of', 'Labels of'])
      expect(labels.some((label) => label.startsWith(start))).toBe(true);
  });

  test('needs nothing from outside, runs nothing and uses no id twice', () => {
    expect(page).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|\son\w+=|href="(?!#)|src=/i);
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('titles every rule that there is', () => {
    const tally = new FindingTally();
    for (const [index, rule] of RowRule.options.entries())
      tally.add({ file: 'a.jsonl', line: index + 1, rule, severity: 'error', action: 'drop', message: `found ${rule}` });
    const [first] = sampleParts().datasets;
    const read = RowRule.options.length;
    const all = buildDataReport({ ...sampleParts(), datasets: [{ ...first!, read, kept: 0, tally }] });
    for (const form of forms(all)) {
      expect(form).not.toContain('undefined');
      expect(RowRule.options.filter((rule) => !form.includes(rule))).toEqual([]);
    }
  });
});

describe('hostile names', () => {
  const bad = '"><script>alert(1)</script>\u001b[31m`|*\u202E\n# heading';
  const parts = sampleParts(true);
  const tally = new FindingTally();
  tally.add({ file: bad, line: 1, rule: 'pii', severity: 'error', action: 'drop', entity: bad, message: bad }, () => ({
    text: bad,
    spans: [],
  }));
  tally.add({ file: bad, line: 2, rule: 'malformed', severity: 'error', action: 'drop', message: bad }, () => ({ text: bad, spans: [] }));
  const [first] = parts.datasets;
  const labels = [bad, 'x'.repeat(400), '', '日本語'.repeat(40)].map((label) => ({ label, rows: 3, share: 0.25 }));
  const hostile = buildDataReport({
    ...parts,
    name: bad,
    datasets: [
      {
        ...first!,
        name: bad,
        read: 4,
        kept: 2,
        tally,
        files: first!.files.map((file) => ({ ...file, uri: bad.repeat(9) })),
        statistics: { ...first!.statistics!, labelBalance: { labels, balance: 1, mostToLeast: 1 } },
      },
    ],
    contamination: [{ ...parts.contamination[0]!, tested: bad }],
    refusals: [bad],
    warnings: [bad],
  });

  test('are text on the page, in charts too', () => {
    const html = dataReportHtml(hostile);
    expect(html).not.toMatch(/<script|<img/);
    expect(html).toContain('&lt;script&gt;');
    expect(html.match(/aria-label="[^"]*&lt;script&gt;[^"]*"/g)?.length).toBeGreaterThan(2);
  });

  test('are text in Markdown', () => {
    const markdown = dataReportMarkdown(hostile);
    expect(markdown).not.toContain('<script');
    expect(markdown).not.toMatch(/^# heading/m);
  });

  test('cannot steer a terminal, nor make a line longer than 80 columns', () => {
    const text = dataReportText(hostile);
    expect(text).not.toMatch(/[^\P{C}\n]/u);
    const wide = (line: string) => [...line].reduce((columns, letter) => columns + (/\p{sc=Han}/u.test(letter) ? 2 : 1), 0);
    expect(text.split('\n').filter((line) => wide(line) > 80)).toEqual([]);
  });
});

describe('a terminal of 80 columns', () => {
  test('fits every table', () => {
    for (const each of [report, refused, emptyReport()])
      expect(
        dataReportText(each)
          .split('\n')
          .filter((line) => line.length > 80),
      ).toEqual([]);
  });
});

describe('a file without a row', () => {
  test('is told of without a number that nobody measured', () => {
    const [html, markdown, text] = forms(emptyReport());
    for (const form of [seen(html), markdown, text]) {
      expect(form).toContain('Refused: there was no row to prepare.');
      expect(form).toContain('No row is left: at least 10 are needed to train.');
      expect(form).not.toMatch(/NaN|undefined|Infinity|\bnull\b/);
    }
    expect(html).not.toMatch(/<svg|<article/);
  });
});
