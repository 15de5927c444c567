import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { openRunTab, openUiPage, textWith } from '../../test/browser/temporal-ui.ts';
import { terminalPage } from './ansi-html.ts';
import { terminalSize } from './terminal.ts';

/** A picture above this is too heavy for a page of docs. */
const mostBytes = 400 * 1024;

export interface PictureRun {
  workflowId: string;
  runId: string;
}

/** Takes the pictures of the docs, by their names, into one folder. */
export function createPictures(browser: Browser, folder: string) {
  const path = (name: string) => {
    const file = join(folder, `${name}.png`);
    return { file, done: () => checkSize(file) };
  };

  return {
    /** The terminal as it is now. */
    terminal: async (screen: string) => {
      const page = await browser.newPage({ viewport: { width: 1200, height: 800 }, deviceScaleFactor: 1.5 });
      await page.setContent(terminalPage(screen, terminalSize.columns));
      await shoot(page.locator('pre'), path('terminal'));
      await page.close();
    },
    /** Summary and run card. `shown` is a text to wait for. */
    runCard: async (name: 'temporal-run-card' | 'temporal-run-card-running', uiUrl: string, run: PictureRun, shown: RegExp) => {
      const page = await openUiPage(browser, { width: 1440, height: 1500 });
      await openRunTab(page, uiUrl, run, 'user-metadata');
      await textWith(page, shown);
      await shootBetween(
        page,
        page.getByRole('heading', { name: run.workflowId }).first(),
        page.getByText('Current Details').locator('xpath=ancestor::*[3]'),
        path(name),
      );
      await page.close();
    },
    timeline: async (uiUrl: string, run: PictureRun) => {
      const page = await openUiPage(browser, { width: 1400, height: 3000 });
      await openRunTab(page, uiUrl, run, 'timeline');
      await textWith(page, /Register the model|Write the report/);
      await shootBetween(page, page.getByRole('heading', { name: 'Timeline' }), page.locator('.canvas').first(), path('temporal-timeline'));
      await page.close();
    },
    /** A question of the review whose two answers differ, half answered, with the reference shown. */
    review: async (url: string) => {
      const page = await browser.newPage({ viewport: { width: 1280, height: 640 }, colorScheme: 'light' });
      await page.goto(url);
      await page.keyboard.type('Ada'); // the field has the focus
      await page.keyboard.press('Enter');
      await page.locator('#rating').waitFor();
      for (let item = 1; await page.locator('#card-b').isHidden(); item++) {
        await page.keyboard.press('g');
        await page.getByText(new RegExp(`^${item} of `)).waitFor();
      }
      const [answer, reference] = await Promise.all(['#a', '#reference-text'].map((text) => page.locator(text).textContent()));
      for (const key of ['r', answer === reference ? '1' : '3']) await page.keyboard.press(key);
      const picture = path('review');
      const asked = (await page.locator('.ask').boundingBox())!;
      await page.screenshot({ path: picture.file, clip: { x: 0, y: 0, width: 1280, height: asked.y + asked.height } });
      picture.done();
      await page.close();
    },
    /** Top of the report, and its charts. */
    report: async (html: string) => {
      const page = await browser.newPage({ viewport: { width: 1200, height: 1260 }, colorScheme: 'light' });
      await page.setContent(html);
      const top = path('report');
      await page.screenshot({ path: top.file });
      top.done();
      const kept = page.locator('#retention');
      await shootBetween(page, page.locator('#loss h2'), (await kept.count()) === 0 ? page.locator('#loss') : kept, path('report-charts'));
      await page.close();
    },
  };
}

interface Target {
  file: string;
  done(): void;
}

async function shoot(what: Locator, { file, done }: Target): Promise<void> {
  await what.screenshot({ path: file });
  done();
}

/** From the top of one element to the end of another, across the page's main part. */
async function shootBetween(page: Page, from: Locator, to: Locator, { file, done }: Target): Promise<void> {
  const margin = 16;
  const boxes = await Promise.all([from, to, page.locator('main')].map((element) => element.boundingBox()));
  const [first, last, main] = boxes.map((box) => box ?? { x: 0, y: 0, width: 0, height: 0 }) as [Box, Box, Box];
  const y = Math.max(0, first.y - margin);
  await page.screenshot({
    path: file,
    fullPage: true,
    clip: { x: main.x, y, width: main.width, height: last.y + last.height + margin - y },
  });
  done();
}

type Box = NonNullable<Awaited<ReturnType<Locator['boundingBox']>>>;

function checkSize(file: string): void {
  const { size } = statSync(file);
  if (size > mostBytes)
    throw new Error(
      `${file} has ${Math.round(size / 1024)} KiB; at most ${mostBytes / 1024} are wanted. Make its part of the page smaller.`,
    );
  process.stdout.write(`${file}  ${Math.round(size / 1024)} KiB\n`);
}
