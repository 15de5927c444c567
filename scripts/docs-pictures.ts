/**
 * Makes the pictures of docs/pictures again. Without options: servers of its own and a run with the tiny random model.
 * `--root DIR --spec FILE` runs a spec in an environment; `--root DIR --run ID` takes a run that is there, as far as it still can.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { Command } from 'commander';
import { connectAnneal, type Anneal } from '../src/client/anneal.ts';
import { openStore } from '../src/client/connections.ts';
import type { RunDescription } from '../src/client/describe-run.ts';
import { serveReview } from '../src/client/review-run.ts';
import { beatOf } from '../src/cli/progress-lines.ts';
import { readConfig } from '../src/config.ts';
import type { RunReport } from '../src/contracts/report.ts';
import { checkoutFolder } from '../src/dev/checkout.ts';
import { readDevConnection } from '../src/dev/dev-connection.ts';
import { startDevEnvironment } from '../src/dev/dev-environment.ts';
import { createFolderObjectStore } from '../src/storage/folder-object-store.ts';
import { findChromium, installChromium, launchChromium } from '../test/browser/chromium.ts';
import { pictureSpec } from './docs-pictures/picture-spec.ts';
import { createPictures } from './docs-pictures/pictures.ts';
import { openTerminal } from './docs-pictures/terminal.ts';

interface Options {
  root?: string;
  run?: string;
  spec?: string;
  key?: string;
  out: string;
}

const options = new Command('docs-pictures')
  .description('Takes the pictures of the docs from a real run.')
  .option('--root <folder>', 'environment to use, running or not; default: a new one that is removed afterwards')
  .option('--run <id>', 'take this run of the environment instead of starting one; pictures of the running run only while it runs')
  .option('--spec <file>', 'start this spec; default: three small stages with the tiny random model')
  .option('--key <key>', 'name of the run that is started')
  .option('--out <folder>', 'where the pictures go', join(checkoutFolder, 'docs', 'pictures'))
  .parse()
  .opts<Options>();

await makePictures(options);

async function makePictures({ root: given, run, spec, key, out }: Options): Promise<void> {
  const executable = findChromium();
  if (executable === null) throw new Error(installChromium);
  mkdirSync(out, { recursive: true });
  const root = resolve(given ?? mkdtempSync(join(tmpdir(), 'anneal-pictures-')));
  // An environment that runs already is used as it is, and left running.
  const own = readDevConnection(root) === null ? await startDevEnvironment({ root, worker: true }) : null;
  const anneal = await connectAnneal({ config: readConfig({ ANNEAL_DEV_ROOT: root }) });
  const browser = await launchChromium(executable);
  const file = spec === undefined ? pictureSpec(join(root, 'pictures')) : resolve(spec);
  const terminal = await openTerminal(dirname(file), { ANNEAL_DEV_ROOT: root });
  try {
    const pictures = createPictures(browser, out);
    const uiUrl = readDevConnection(root)?.temporal.uiUrl ?? null;
    if (uiUrl === null) throw new Error(`The environment in ${root} serves no Temporal UI; start it with \`anneal dev --root ${root}\`.`);
    const workflowId = run ?? key ?? (given === undefined ? 'paint-notes' : `pictures-${Date.now().toString(36)}`);
    await terminal.type(run === undefined ? `anneal run ${basename(file)} --key ${workflowId} --watch` : `anneal watch ${run}`);
    await whileRunning(anneal, workflowId, async (description) => {
      await pictures.terminal(await terminal.screen());
      await pictures.runCard('temporal-run-card-running', uiUrl, description, /Model .+ from/);
    });
    const ended = await anneal.describe(workflowId);
    await pictures.runCard('temporal-run-card', uiUrl, ended, /Results on test rows/);
    await pictures.timeline(uiUrl, ended);
    await pictures.report(await anneal.renderedReport(workflowId, 'html'));
    await whileReviewed(root, await anneal.report(workflowId), pictures.review);
  } finally {
    await terminal.close();
    await browser.close();
    await anneal.close();
    await own?.stop();
    if (given === undefined) rmSync(root, { recursive: true, force: true });
  }
}

/** Follows the run to its end and calls `take` once: in the middle of the training of its second stage, or of its only one. */
async function whileRunning(anneal: Anneal, workflowId: string, take: (description: RunDescription) => Promise<void>): Promise<void> {
  await untilThere(anneal, workflowId);
  let taken = false;
  for await (const description of anneal.watch(workflowId, { intervalMs: 400 })) {
    if (!taken && isTelling(description)) {
      await take(description);
      taken = true;
    }
  }
  if (!taken) process.stdout.write('The run had ended: the pictures of a running one stay as they were.\n');
}

function isTelling(description: RunDescription): boolean {
  const stages = description.progress?.stages ?? [];
  const running = stages.findIndex(({ state }) => state === 'running');
  const beat = beatOf(description);
  return running >= Math.min(1, stages.length - 1) && beat?.doing === 'training' && beat.loss !== null && beat.step > beat.totalSteps / 4;
}

/** Serves the run's review with a sample and ratings of its own, so that none of a picture's are left beside the run. */
async function whileReviewed(root: string, report: RunReport, take: (url: string) => Promise<void>): Promise<void> {
  const ratings = mkdtempSync(join(tmpdir(), 'anneal-pictures-ratings-'));
  const store = openStore(readConfig({ ANNEAL_DEV_ROOT: root }));
  const review = await serveReview({ objects: createFolderObjectStore(ratings), blobs: store.blobs }, report);
  try {
    await take(review.url);
  } finally {
    await review.stop();
    store.objects.close();
    rmSync(ratings, { recursive: true, force: true });
  }
}

/** The command line starts the run, in its own time. */
async function untilThere(anneal: Anneal, workflowId: string): Promise<void> {
  for (let look = 0; look < 120; look += 1) {
    const found = await anneal.describe(workflowId).catch(() => null);
    if (found !== null) return;
    await new Promise((settle) => setTimeout(settle, 500));
  }
  throw new Error(`No run ${workflowId} came up. Start the command by hand to see what it says: npm run -s anneal -- run SPEC`);
}
