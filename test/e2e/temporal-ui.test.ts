import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunDescription } from '../../src/client/describe-run.ts';
import { findChromium, installChromium, launchChromium } from '../browser/chromium.ts';
import { openRunTab, openUiPage, startByForm, textWith } from '../browser/temporal-ui.ts';
import { labelRows } from '../fixtures/rows.ts';
import { type Installation, startInstallation } from './installation.ts';
import { runIs, until } from './moments.ts';

const executable = findChromium();
if (executable === null) console.warn(`The Temporal UI is not tested. ${installChromium}`);

const run = 'colour-notes';
const summary = 'Which colour is it?';

describe.skipIf(executable === null)('the Temporal UI as a front end', { timeout: 600_000 }, () => {
  let installation: Installation;
  let browser: Browser;
  let page: Page;
  let uiUrl: string;
  let started: RunDescription;

  beforeAll(async () => {
    installation = await startInstallation({ ui: true });
    uiUrl = installation.environment.temporal.uiUrl!;
    browser = await launchChromium(executable!);
    page = await openUiPage(browser);
    const dataset = await installation.upload('colours', labelRows(60, 7));
    const payload = { stages: [{ name: 'colour', dataset }] };
    await startByForm(page, uiUrl, { workflowType: 'progressiveFineTune', taskQueue: 'anneal', workflowId: run, payload, summary });
    started = await until('the form has started the run', () => installation.anneal.describe(run));
  }, 400_000);
  afterAll(async () => {
    await browser?.close();
    await installation?.stop();
  });

  test('shows summary and run card of a run that is under way', async () => {
    await runIs(installation, run, 'trains', ({ progress }) => progress?.status === 'training');
    await installation.anneal.pause(run); // the page takes longer than this training; held, the run is there to be looked at
    await openRunTab(page, uiUrl, started, 'user-metadata');
    const shown = await textWith(page, new RegExp(`Model ${run} from tiny-random`));
    expect(shown).toContain(summary);
    expect(shown).toContain('Paused: the update resume lets it go on');
    expect(shown).toMatch(/colour training/);
    expect(shown).toMatch(/colour: 60 rows, none dropped/);
    expect(shown).not.toContain('**');
    await installation.anneal.resume(run);
  });

  test('the minimal spec, sent by the form, is a whole run that is named after its workflow id', async () => {
    expect(await installation.anneal.wait(run)).toMatchObject({
      outcome: 'completed',
      name: run,
      modelVersion: 1,
      stages: [{ name: 'colour', accepted: true }],
    });
  });

  test('tells the story of the ended run on its timeline', async () => {
    await page.setViewportSize({ width: 1400, height: 3000 }); // rows of the timeline are drawn only where they fit the window
    await openRunTab(page, uiUrl, started, 'timeline');
    for (const line of [
      /save the model/,
      /colour: read and clean the rows/,
      /colour: find duplicates and conflicts in \d+ rows/,
      /Split all rows together/,
      /base: answer \d+ prompts/,
      /colour: train \d+ updates on \d+ rows/,
      /Register the model and write the report/,
    ]) {
      expect(await textWith(page, line)).toMatch(line); // rows are drawn one after the other
    }
  });

  test('still shows the run card when the run has ended', async () => {
    await openRunTab(page, uiUrl, started, 'user-metadata');
    const shown = await textWith(page, /Results on test rows/);
    expect(shown).toContain('Completed');
    expect(shown).toMatch(/after colour: colour \d+ % \[\d+, \d+\]/);
    expect(shown).toContain(`anneal report ${run}`);
  });
});
