import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';

/** Patience with a page on a machine whose cores are all busy. */
const patienceMs = 90_000;

/** A page of the Temporal UI in its light colours, wide enough for the timeline. */
export async function openUiPage(browser: Browser, size: { width: number; height: number } = { width: 1400, height: 1000 }): Promise<Page> {
  const page = await browser.newPage({ viewport: size, colorScheme: 'light', locale: 'en-GB', timezoneId: 'UTC' });
  page.setDefaultTimeout(patienceMs);
  return page;
}

/** The UI polls for ever, so that "network idle" never comes: what the reader waits for is named instead. */
async function visit(page: Page, url: string): Promise<void> {
  await page.goto(url, { waitUntil: 'domcontentloaded' });
}

export interface FormStart {
  workflowType: string;
  taskQueue: string;
  workflowId: string;
  /** The one JSON payload. */
  payload: object;
  summary?: string;
}

/** Fills the UI's start form as a person does who follows a link to it, and sends it off. Whether the run started is the server's to say. */
export async function startByForm(
  page: Page,
  uiUrl: string,
  { workflowType, taskQueue, workflowId, payload, summary }: FormStart,
): Promise<void> {
  const query = new URLSearchParams({ workflowType, taskQueue, workflowId });
  await visit(page, `${uiUrl}/namespaces/default/workflows/start-workflow?${query.toString()}`);
  await type(page, 0, JSON.stringify(payload));
  if (summary !== undefined) await fillSummary(page, summary);
  // A plain click got lost where the form moved under the pointer.
  await page.getByTestId('start-workflow-button').dispatchEvent('click');
}

async function fillSummary(page: Page, summary: string): Promise<void> {
  await page.getByRole('button', { name: 'More options' }).dispatchEvent('click');
  await type(page, 1, summary);
}

/** The form's editors, from the top: payload, summary, details. They take the text when they lose the focus. */
async function type(page: Page, editor: number, text: string): Promise<void> {
  await page.locator('[contenteditable="true"]').nth(editor).click();
  await page.keyboard.insertText(text);
  await page.keyboard.press('Tab');
}

/** Tabs of a run's page. */
export type RunTab = 'timeline' | 'user-metadata' | 'pending-activities';

/** Opens a tab of the newest execution of a run. */
export async function openRunTab(page: Page, uiUrl: string, run: { workflowId: string; runId: string }, tab: RunTab): Promise<void> {
  await visit(page, `${uiUrl}/namespaces/default/workflows/${run.workflowId}/${run.runId}/${tab}`);
  await page.getByRole('heading', { name: run.workflowId }).first().waitFor();
}

/** Waits until the page shows the text, and returns all that it shows. */
export async function textWith(page: Page, text: RegExp): Promise<string> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const shown = await shownText(page);
    if (text.test(shown)) return shown;
    if (Date.now() > deadline) throw new Error(`The page ${page.url()} does not show ${text.source}. It shows:\n${shown}`);
    await delay(500);
  }
}

/** Markdown is drawn in frames of its own, and the timeline as SVG: both hold text that the page's own text lacks. */
async function shownText(page: Page): Promise<string> {
  const bodies = page.frames().map((frame) =>
    frame
      .locator('body')
      .innerText({ timeout: 2_000 })
      .catch(() => ''),
  ); // a frame may go while it is read
  const labels = await page.locator('svg text').allTextContents();
  return [...(await Promise.all(bodies)), ...labels].join('\n').replaceAll('\u00a0', ' ');
}
