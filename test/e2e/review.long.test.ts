import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JudgeSummary } from '../../src/contracts/judge.ts';
import { RunReport } from '../../src/contracts/report.ts';
import type { ReviewResults } from '../../src/contracts/review.ts';
import type { ExportedRating } from '../../src/evaluation/review/export.ts';
import { findChromium, installChromium, launchChromium } from '../browser/chromium.ts';
import { count, join, openReviewPage, rateItems, type Taste } from '../browser/rate-page.ts';
import { alwaysFirst, reading, startJudgeServer, type JudgeServer } from '../fakes/judge-server.ts';
import { labelRows } from '../fixtures/rows.ts';
import { type CommandLine, commandLine, errorOf } from './command-line.ts';
import { type Installation, startInstallation } from './installation.ts';
import { until } from './moments.ts';
import { quickEvaluation, quickTiming, tolerantGates } from './quick-spec.ts';
import { runCli, startCli } from './run-cli.ts';

const executable = findChromium();
if (executable === null) console.warn(`The review of a run is not tested in a browser. ${installChromium}`);

const testRows = 40;
let installation: Installation;
let cli: CommandLine;
let server: JudgeServer;

beforeAll(async () => {
  installation = await startInstallation();
  cli = commandLine(installation);
  server = await startJudgeServer(reading);
  const { anneal, upload } = installation;
  const dataset = {
    train: await upload('train', labelRows(48, 1)),
    validation: await upload('validation', labelRows(9, 2)),
    test: await upload('test', labelRows(testRows, 3)),
  };
  const stages = [{ name: 'colours', dataset, answers: 'labels' as const }];
  const training = { epochs: 12, effectiveBatchSize: 4, evaluationsPerEpoch: 1 };
  await anneal.start(
    { name: 'paint', stages, training, gates: tolerantGates, timing: quickTiming, evaluation: quickEvaluation },
    { runKey: 'paint-1' },
  );
  await anneal.wait('paint-1');
}, 900_000);
afterAll(async () => {
  await server?.stop();
  await installation?.stop();
});

const judgeArgs = (model: string) => ['judge', 'paint-1', '--url', server.url, '--model', model];

describe('a judge of a real run', { timeout: 600_000 }, () => {
  test('that is killed in the middle goes on where it was, and is paid for nothing twice', async () => {
    expect(errorOf(await cli.anneal('--json', 'judge', 'paint-1'))).toMatchObject({ name: 'NotFound' });
    server.failEvery(1, { kind: 'slow', ms: 150 });
    const killed = startCli([...judgeArgs('fair'), '--concurrency', '2'], installation.variables);
    await until('the judge has said something', () => Promise.resolve(server.seen.length >= 8));
    killed.signal('SIGKILL');
    await killed.ended;
    const { length } = server.seen;
    const stopped = startCli([...judgeArgs('fair'), '--concurrency', '1'], installation.variables);
    await until('the judge has said more', () => Promise.resolve(server.seen.length >= length + 4));
    stopped.signal('SIGINT');
    expect(await stopped.ended).toMatchObject({ code: 4, stderr: expect.stringContaining('the same command goes on') as string });
    server.failEvery(1, { kind: 'slow', ms: 0 });
    const summary = await cli.json<JudgeSummary>(...judgeArgs('fair'));
    expect(summary).toMatchObject({ testRows, results: { rows: testRows, errors: 0 }, answeredBy: ['fair-2026-01'] });
    expect(length).toBeLessThan(2 * summary.results.judged);
    const inFlight = 2 + 1; // asked when it died or was stopped, unanswered
    expect(server.seen.length).toBeLessThanOrEqual(2 * summary.results.judged + inFlight);
    const after = server.seen.length;
    expect(await cli.json('judge', 'paint-1')).toEqual(summary);
    expect(await cli.said(...judgeArgs('fair'))).toContain('Same verdict in both orders');
    expect(server.seen).toHaveLength(after);
  });

  test('is asked by this command with both address and model, and with a key that can be read', async () => {
    expect(await cli.anneal('judge', 'paint-1', '--url', server.url)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--model') as string,
    });
    expect(await cli.anneal(...judgeArgs('fair'), '--api-key-file', joinPath(installation.root, 'none'))).toMatchObject({ code: 2 });
    expect(await cli.anneal(...judgeArgs('fair'), '--credential', 'house')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('ANNEAL_CREDENTIALS') as string,
    });
  });
});

describe.skipIf(executable === null)('the review of a real run', { timeout: 600_000 }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium(executable!);
  });
  afterAll(() => browser?.close());

  test('is finished by two raters by keyboard, with an undo and a closed page, and kappa is shown', async () => {
    const review = startCli(['review', 'paint-1', '--items', '17'], installation.variables);
    const url = /http:\/\/127\.0\.0\.1:\d+\/\S+/.exec(await review.says(/http:\S+\//))![0];
    const exact: Taste = (answer, reference) => answer.trim() === reference;
    const lenient: Taste = (answer, reference) => exact(answer, reference) || answer.trim().length === reference.length - 1;

    const ada = await openReviewPage(browser);
    await join(ada.page, url, 'Ada');
    await rateItems(ada.page, { from: 0, to: 5, of: 20 }, exact);
    await count(ada.page, '5 of 20');
    await ada.page.keyboard.press('u');
    await rateItems(ada.page, { from: 4, to: 20, of: 20 }, exact);
    await ada.page.locator('#results table').first().waitFor();

    const first = await openReviewPage(browser);
    await join(first.page, url, 'Ben');
    await rateItems(first.page, { from: 0, to: 9, of: 20 }, lenient);
    await count(first.page, '9 of 20');
    await first.page.context().close();
    const ben = await openReviewPage(browser);
    await join(ben.page, url, 'ben');
    await rateItems(ben.page, { from: 9, to: 20, of: 20 }, lenient);
    await ben.page.locator('#results table').first().waitFor();

    const shown = (await ben.page.locator('#results').innerText()).replaceAll(/\s+/g, ' ');
    expect(shown).toMatch(/Ada and Ben −?\d\.\d\d/);
    expect(shown).toMatch(/Judge and people −?\d\.\d\d/);
    expect([...ada.problems, ...first.problems, ...ben.problems]).toEqual([]);
    review.signal('SIGINT');
    expect(await review.ended).toMatchObject({ code: 0, stderr: '' });
  });

  test('is read back: results, export, and sections of the report', async () => {
    const results = await cli.json<ReviewResults>('review', 'paint-1', '--results');
    expect(results.raters).toEqual([
      { name: 'Ada', done: 20, asked: 20, skipped: 0 },
      { name: 'Ben', done: 20, asked: 20, skipped: 0 },
    ]);
    expect(results.betweenRaters[0]).toMatchObject({ raters: ['Ada', 'Ben'], acceptability: { reason: null } });
    expect(results.rows).toBe(testRows);

    const file = joinPath(installation.root, 'ratings.jsonl');
    expect(await runCli(['review', 'paint-1', '--export', file], installation.variables)).toMatchObject({ code: 0 });
    const ratings = readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as ExportedRating);
    expect(ratings).toHaveLength(40);
    expect(ratings).toEqual(await installation.anneal.ratings('paint-1'));

    const report = RunReport.parse(await cli.json('report', 'paint-1', '--format', 'json'));
    expect(report.review).toEqual(results);
    expect(report.judge?.results).toMatchObject({ people: { agreement: { value: expect.any(Number) as number } } });
    const markdown = await cli.said('report', 'paint-1');
    expect(markdown).toMatch(/## Human review[\s\S]*Ada and Ben[\s\S]*## Judge[\s\S]*fair at http/);
    const page = await cli.said('report', 'paint-1', '--format', 'html');
    expect(page.split('<section id="review"')).toHaveLength(2);
    expect(page).toContain('<a href="#judge">Judge</a>');
  });
});

/** Files below the folder that hold the text. */
function filesHolding(text: string, folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  return files.map(({ parentPath, name }) => joinPath(parentPath, name)).filter((file) => readFileSync(file).includes(text));
}

test('a judge that always prefers the first answer is exposed by the command and in the report', { timeout: 600_000 }, async () => {
  server.judge(alwaysFirst);
  const elsewhere = mkdtempSync(joinPath(tmpdir(), 'anneal-key-'));
  const key = 'house-Key_1234567890abcdef';
  writeFileSync(joinPath(elsewhere, 'key'), `${key}\n`);
  const text = await cli.said(...judgeArgs('careless'), '--rows', '30', '--api-key-file', joinPath(elsewhere, 'key'));
  rmSync(elsewhere, { recursive: true });
  expect(server.seen.at(-1)?.key).toBe(`Bearer ${key}`);
  expect(filesHolding(key, installation.root)).toEqual([]); // store, history, logs
  expect(text).toMatch(/is not to be believed \(unusable\): .*the answer that stands first wins 100 %/);
  expect(text).toMatch(/30 rows of 40, drawn uniformly/);
  expect(text).toContain('not known: the judge is unusable');
  expect(await cli.said('report', 'paint-1')).toContain('is not to be believed');
});
