import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';

interface Shown {
  reference: string;
  a: string;
  b: string;
  same: boolean;
}
const readShown = `(() => {
  const text = (id) => document.getElementById(id).textContent;
  return { reference: text('reference-text'), a: text('a'), b: text('b'), same: document.getElementById('card-b').hidden };
})()`;

/** Whether a rater finds an answer good, given the reference. */
export type Taste = (answer: string, reference: string) => boolean;

/** Opens a page of its own, without what other pages have stored, and collects what goes wrong in it. */
export async function openReviewPage(browser: Browser, size = { width: 1280, height: 860 }): Promise<{ page: Page; problems: string[] }> {
  const context = await browser.newContext({ viewport: size });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  return { page, problems };
}

/** Goes to the review and gives a name. */
export async function join(page: Page, url: string, name: string): Promise<void> {
  await page.goto(url);
  await page.keyboard.type(name); // the field has the focus
  await page.keyboard.press('Enter');
  await page.locator('#rating').waitFor();
}

/** Rates the item on show by keys: which answer is better, then of each whether it is good. */
export async function rateByKeys(page: Page, taste: Taste): Promise<void> {
  const { reference, a, b, same } = await page.evaluate<Shown>(readShown);
  const good = (answer: string) => taste(answer, reference);
  const better = good(a) === good(b) ? '2' : good(a) ? 'ArrowLeft' : 'ArrowRight';
  const verdict = (answer: string) => (good(answer) ? 'g' : 'b');
  for (const key of same ? [verdict(a)] : [better, verdict(a), verdict(b)]) await page.keyboard.press(key);
}

/** Waits for the page's count. Looked for all the time: a locator looks ever more seldom, and the page lets nothing be evaluated in it. */
export function count(page: Page, text: string): Promise<void> {
  const shown = () => page.evaluate<string>("document.getElementById('count').textContent");
  return expect.poll(shown, { interval: 20, timeout: 60_000 }).toBe(text);
}

/** Rates items `from` to `to` of so many by keys. */
export async function rateItems(page: Page, { from, to, of }: { from: number; to: number; of: number }, taste: Taste): Promise<void> {
  for (let done = from; done < to; done++) {
    await count(page, `${done} of ${of}`);
    await rateByKeys(page, taste);
  }
}
