import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { standing } from '../../src/evaluation/review/ratings.ts';
import { readRaters } from '../../src/servers/review/review.ts';
import { startMadeReview, type MadeReview } from '../servers/review/made-review.ts';
import { findChromium, installChromium, launchChromium } from './chromium.ts';
import { count, join, openReviewPage, rateItems, type Taste } from './rate-page.ts';

const executable = findChromium();
if (executable === null) console.warn(`The review page is not tested. ${installChromium}`);

describe.skipIf(executable === null)('the review page in a browser', { timeout: 300_000 }, () => {
  let made: MadeReview;
  let browser: Browser;
  beforeAll(async () => {
    made = await startMadeReview();
    browser = await launchChromium(executable!);
  });
  afterAll(async () => {
    await browser?.close();
    await made?.[Symbol.asyncDispose]();
  });

  const openPage = (width = 1280) => openReviewPage(browser, { width, height: 860 });

  test('two raters finish 20 reviews each by keyboard, and kappa is shown', async () => {
    const opened: Awaited<ReturnType<typeof openPage>>[] = [];
    const strict: Taste = (answer, reference) => answer.trim() === reference;
    const lenient: Taste = (answer, reference) => answer.startsWith(reference.slice(0, 12));
    for (const [name, width, taste] of [
      ['Ada', 1280, strict],
      ['Bob', 400, lenient],
    ] as const) {
      const { page } = opened[opened.push(await openPage(width)) - 1]!;
      await join(page, made.server.url, name);
      await rateItems(page, { from: 0, to: 20, of: 20 }, taste);
      await page.locator('#results table').first().waitFor();
    }
    const [ada, bob] = opened;
    const shown = (await bob!.page.locator('#results').innerText()).replaceAll(/\s+/g, ' ');
    expect(shown).toMatch(/Ada and Bob\s*−?\d\.\d\d \(−?\d\.\d\d to \d\.\d\d\), n = \d+/);
    expect(shown).toMatch(/Bob, the second time/);
    expect(shown).toMatch(/Tuned model preferred, ties as halves\s*\d+ % \(\d+ to \d+\)/);
    expect([...ada!.problems, ...bob!.problems]).toEqual([]);
    const raters = await readRaters(made.review);
    expect(raters.map(({ name, records }) => [name, standing(records).size])).toEqual([
      ['Ada', 20],
      ['Bob', 20],
    ]);
  });

  test('text of rows is shown and never run', async () => {
    const { page, problems } = await openPage();
    await join(page, made.server.url, 'Mallory');
    const seen = async () => (await page.locator('#rating').innerText()).includes('<script>window.hurt');
    for (let done = 1; !(await seen()); done++) {
      await page.keyboard.press('s');
      await count(page, `${done} of 20`);
    }
    expect(await page.evaluate('window.hurt')).toBeUndefined();
    expect(await page.locator('#rating script, #rating img').count()).toBe(0);
    expect(problems).toEqual([]);
  });

  test('undo takes back steps and ratings, and a reload goes on with the same name where it stopped', async () => {
    const { page, problems } = await openPage();
    await join(page, made.server.url, 'Una');
    await page.keyboard.press('s');
    await count(page, '1 of 20');
    await page.keyboard.press('s');
    await count(page, '2 of 20');
    await page.keyboard.press('u');
    await count(page, '1 of 20');
    await page.reload();
    await count(page, '1 of 20');
    const before = await page.locator('#ask').innerText();
    await page.keyboard.press(before.startsWith('Which') ? '1' : 'r');
    await page.keyboard.press(before.startsWith('Which') ? 'u' : 'r');
    expect(await page.locator('#ask').innerText()).toBe(before);
    await page.locator('#undo').click();
    await count(page, '0 of 20');
    expect(await page.locator('#undo').isDisabled()).toBe(true);
    const una = (await readRaters(made.review)).find(({ name }) => name === 'Una');
    expect(standing(una?.records ?? []).size).toBe(0);
    expect(una?.records).toHaveLength(4);
    expect(problems).toEqual([]);
  });

  test('fits a narrow screen: nothing scrolls sideways', async () => {
    const { page } = await openPage(400);
    const overflow = () => page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    await page.goto(made.server.url);
    expect(await overflow()).toBe(0);
    await join(page, made.server.url, 'Nora');
    expect(await overflow()).toBe(0);
  });
});
