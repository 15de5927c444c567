import { describe, expect, test } from 'vitest';
import { RunReport } from '../../src/contracts/report.ts';
import { buildReport } from '../../src/report/build-report.ts';
import { reportHtml } from '../../src/report/html.ts';
import { reportMarkdown } from '../../src/report/markdown.ts';
import { duration, learningRate, metricInterval, metricValue } from '../../src/report/numbers.ts';
import { contractReviewParts, contractReviewRun } from '../fixtures/report/contract-review-run.ts';

const report = RunReport.parse(contractReviewRun());
const page = reportHtml(report);
const markdown = reportMarkdown(report);

/** What a reader sees of a piece of HTML. */
function seen(html: string): string {
  return html
    .replace(/<style>[\s\S]*?<\/style>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ');
}

/** The text of one section of the page, by its id. */
function section(id: string, html = page): string {
  return seen(html.split(`<section id="${id}"`)[1]!.split('</section>')[0]!);
}

const card = (stage: string) =>
  page
    .split('<section id="proof"')[1]!
    .split('</section>')[0]!
    .split('<article')
    .find((part) => part.includes(`<h3>${stage}</h3>`))!;

describe('the HTML report', () => {
  test('says in its first sentence what came of the run', () => {
    expect(seen(page.split('<h1>')[1]!.split('</h1>')[0]!)).toBe(
      'All 3 stages passed and contract-review version 3 is registered: 76 % exact cards on company, where the base model with 4 examples has 2 %.',
    );
  });

  test('shows every metric of every model on every test set with its interval, seconds and prompt tokens', () => {
    const last = report.stages.at(-1)!;
    for (const stage of report.stages) {
      const text = seen(card(stage.name));
      const models = [...report.baseline, ...stage.tests, ...last.tests].filter((scores) => scores.test === stage.name);
      expect(models).toHaveLength(4);
      for (const scores of models) {
        for (const [metric, value] of Object.entries(scores.metrics)) {
          expect(text).toContain(`${metricValue(metric as 'exactMatch', value!)} (${metricInterval(metric as 'exactMatch', value!)})`);
        }
        expect(text).toContain(duration(scores.medianSecondsPerAnswer!));
        expect(text).toContain(` ${scores.medianPromptTokens} `);
      }
    }
  });

  test('tells every difference in plain words with its paired interval and p value', () => {
    expect(seen(card('company'))).toContain('74 points better against the base model with 4 examples 95 % interval 65 to 83 (p < 0.001)');
    expect(seen(card('specific'))).toContain(
      '69 points better at the end, against the base model with 4 examples 95 % interval 60 to 78 (p < 0.001)',
    );
    const differences = report.stages.flatMap((stage) => stage.comparisons).length;
    expect(page.match(/<span class="against">/g)).toHaveLength(differences);
  });

  test('draws a loss panel for each attempt and names the step that was kept', () => {
    const panels = section('loss');
    for (const [title, step] of [
      ['general', 180],
      ['specific', 165],
      ['company, attempt 1', 81],
      ['company, attempt 2', 98],
    ] as const) {
      expect(panels).toMatch(new RegExp(`${title} best \\d\\.\\d+ at step ${step} `));
    }
    expect(panels.match(/failed its gates/g)).toHaveLength(1);
    expect(page.match(/<svg role="img" aria-label="Loss of /g)).toHaveLength(4);
  });

  test('tells what is left of every stage after every stage, as picture and as table', () => {
    expect(section('retention')).toContain('company specific 81 % 0.93');
    expect(page).toMatch(/aria-label="Retention matrix: [^"]*after company on specific 81 %, keeps 0\.93/);
  });

  test('tells of a failed attempt what failed and what mended it', () => {
    const gates = section('gates');
    expect(gates).toContain('✕ failed Keeps what it knew specific kept 0.58 of what it knew');
    expect(gates).toContain('Attempt 2, learning rate 8e-4 → 4e-4, replay 0 % → 20 %, passed on validation rows.');
    expect(gates).toContain('? inconclusive, counted as passed');
  });

  test('accounts for every row: counts by rule, the dropped ones, leaks and splits', () => {
    const data = section('data');
    expect(data).toContain('read 808 666 268');
    expect(data).toContain('dropped: exact duplicate 2 2 2');
    expect(data).toContain('kept 804 662 264');
    expect(data).toContain('taken out of training as leaks 0 2 0');
    expect(data).toContain('train 640 480 96');
    for (const { file, line, reason } of report.data.flatMap((stage) => stage.dropped))
      expect(data).toMatch(new RegExp(`${file} ${line} [^/]*${reason}`));
  });

  test('tells where the time went and what interruptions cost', () => {
    const time = section('time');
    expect(time).toContain('63 % of 8 min 36 s was training. 2 interruptions; 23 steps done again.');
    expect(time).toContain('training 5 min 23 s 63 %');
    expect(time).toContain('everything else 28 s 6 %');
  });

  test('records version, plan hash, seeds, settings, environment, looks at test rows, assumptions and warnings', () => {
    const record = section('record');
    for (const text of [
      'contract-review, version 3',
      report.plan.hash,
      'anneal/contract-review',
      'torch 2.9.1',
      'r 16, α 32, dropout 0.1',
      'q_proj, v_proj',
      learningRate(4e-4),
      'general: scored 3 times by tuned models',
      'company: scored 1 time by tuned models',
      'would settle it',
      'not corrected for their number',
    ]) {
      expect(record).toContain(text);
    }
  });

  test('marks an answer as right when its JSON says the same in another order', () => {
    const answers = section('answers');
    expect(answers).toContain('Tuned ✓ right {"days": 30, "clause": "payment"}');
    expect(answers).toContain('Base model ✕ not the reference (no answer)');
  });

  test('needs nothing from outside and runs nothing, whatever a row holds', () => {
    expect(page).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|\son\w+=|href="(?!#)|src=/i);
    expect(page.replace(/xmlns(:xlink)?="[^"]+"/g, '')).not.toMatch(/https?:/);
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  });

  test('escapes names and reasons too, also inside charts', () => {
    const parts = contractReviewParts();
    const named = { ...parts, goodput: [{ what: '"><b onclick=x>', seconds: 10 }], warnings: ['<i>careful</i>'] };
    const hostile = reportHtml(buildReport(named));
    expect(hostile).not.toMatch(/<b onclick|<i>careful/);
    expect(hostile).toContain('&quot;&gt;&lt;b onclick=x&gt;');
  });

  test('gives every picture a text that says what it shows', () => {
    expect(page.match(/<svg /g)).toHaveLength(15);
    expect(page.match(/<svg role="img" aria-label="[^"]{20,}"/g)).toHaveLength(15);
  });

  test('uses no id twice, though it holds many pictures', () => {
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(ids.length).toBeGreaterThan(8);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('is the same, byte for byte, for the same report', () => {
    expect(reportHtml(RunReport.parse(contractReviewRun()))).toBe(page);
    expect(reportMarkdown(RunReport.parse(contractReviewRun()))).toBe(markdown);
  });
});

describe('what was not measured', () => {
  const parts = contractReviewParts();
  const first = parts.stages[0]!;
  const cut = buildReport({
    ...parts,
    outcome: 'rejected',
    modelVersion: null,
    baseline: parts.baseline
      .filter((scores) => scores.prompt === 'zeroShot')
      .map((scores) => ({ ...scores, medianSecondsPerAnswer: null, metrics: { ...scores.metrics, perplexity: null } })),
    stages: [{ ...first, accepted: false, adapter: null, comparisons: [], tests: [] }],
    samples: [],
  });

  test('says so with its reason instead of showing a number', () => {
    const proof = section('proof', reportHtml(cut));
    expect(proof).toContain('Base model with 4 examples not measured: the base model was not asked with examples');
    expect(proof).toContain('Tuned, right after this stage not measured: no attempt reached the test rows');
    expect(proof).toContain('Tuned, right after this stage not measured: the run ended before this stage');
    expect(proof).toContain('Tuned, at the end not measured: no stage was accepted');
    expect(reportMarkdown(cut)).toContain(
      '| Base model | 21 % (14 to 30) | 20 % (14 to 26) | 20 % (14 to 29) | not measured | not measured | 94 |',
    );
    expect(`${reportHtml(cut)}${reportMarkdown(cut)}`).not.toMatch(/NaN|undefined|\bnull\b|Infinity/);
  });

  test('lets a rejected run say that the model in use stays', () => {
    expect(seen(reportHtml(cut))).toContain(
      'No stage passed its gates (general refused), so no model was registered and the one in use stays.',
    );
    expect(seen(reportHtml(cut))).toContain('✕ rejected by its gates');
  });
});

describe('the Markdown report', () => {
  test('holds the same tables and sentences as the page', () => {
    expect(markdown).toContain(
      'Right after this stage against the base model with 4 examples: 74 points better, 95 % interval 65 to 83 (p &lt; 0.001)',
    );
    expect(markdown).toContain('| company | specific | 81 % | 0.93 |');
    expect(markdown).toContain('Attempt 1 failed: specific kept 0.58 of what it knew');
    expect(markdown).toContain('| training | 5 min 23 s | 63 % |');
    expect(markdown).toContain(report.plan.hash);
  });

  test('keeps row texts inside code fences that they cannot close', () => {
    const [sample] = report.samples;
    const tricky = reportMarkdown({ ...report, samples: [{ ...sample!, tuned: '```\n# not a heading' }] });
    expect(tricky).toContain('````text\n```\n# not a heading\n````');
  });
});
