import { writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { openReview } from '../client/review-run.ts';
import { openStore } from '../client/connections.ts';
import { readConfig } from '../config.ts';
import { AnnealFailure } from '../contracts/failure.ts';
import type { Kappa, Measured, ReviewResults } from '../contracts/review.ts';
import { exportRatings, ratingsAsCsv, ratingsAsJsonLines } from '../evaluation/review/export.ts';
import { readRaters, readResults, type Review } from '../servers/review/review.ts';
import { startReviewServer } from '../servers/review/server.ts';
import { withAnneal } from './connect.ts';
import { say, table, wantsJson } from './output.ts';

interface ReviewArguments {
  items?: number;
  port: number;
  results?: boolean;
  export?: string;
}

export function addReviewCommand(program: Command): void {
  program
    .command('review')
    .argument('<run>', 'workflow id of an ended run')
    .description('rate its answers beside those of the base model, in a browser, without knowing which is which')
    .option('--items <n>', 'size of the sample, 1 to 50; it is drawn once for a run (default: 50)', wholeNumber)
    .option('--port <port>', 'of this machine; 0 = any that is free', wholeNumber, 0)
    .option('--results', 'print what all ratings come to, and serve nothing')
    .option('--export <file>', 'write all ratings to a .jsonl or .csv file, and serve nothing')
    .action(async (run: string, options: ReviewArguments, command: Command) => {
      const config = readConfig();
      const report = await withAnneal((anneal) => anneal.report(run));
      const store = openStore(config);
      try {
        const review = await openReview(store, report, options.items === undefined ? {} : { items: options.items });
        if (options.export !== undefined) await writeRatings(review, options.export);
        if (options.results === true) {
          const results = await readResults(review);
          say(wantsJson(command), results, () => resultsText(results));
        }
        if (options.export === undefined && options.results !== true) await serve(review, options);
      } finally {
        store.objects.close();
      }
    });
}

async function serve(review: Review, { port, items }: ReviewArguments): Promise<void> {
  const { url, stop } = await startReviewServer(review, { port });
  const drawn = review.sample.items.length;
  if (items !== undefined && items !== drawn)
    process.stdout.write(`This run's sample was drawn before, with ${drawn} items; it stays as it is.\n`);
  process.stdout.write(
    `${drawn} items to rate: open\n  ${url}\nOnly this machine reaches it, and only with the whole address. Ctrl-C ends it; ratings are kept.\n`,
  );
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  await stop();
}

async function writeRatings(review: Review, file: string): Promise<void> {
  const write = { '.csv': ratingsAsCsv, '.jsonl': ratingsAsJsonLines }[extname(file)];
  if (write === undefined)
    throw new AnnealFailure('InvalidInput', `Ratings are written to a .jsonl or a .csv file, and ${JSON.stringify(file)} is neither.`);
  const ratings = exportRatings(review.sample, await readRaters(review), await review.ratings.judge());
  writeFileSync(file, write(ratings));
  process.stderr.write(`Wrote ${ratings.length} ratings to ${file}\n`);
}

function resultsText(results: ReviewResults): string {
  const shares: [string, Measured][] = [
    ['tuned preferred, ties as halves', results.tunedWinRate],
    ['tuned answers good', results.tunedAcceptable],
    ['base answers good', results.baseAcceptable],
    ['difference, tuned − base', results.acceptableDifference],
  ];
  const kappas: string[][] = [
    ...results.betweenRaters.map((pair) => [pair.raters.join(' and '), kappaText(pair.preference), kappaText(pair.acceptability)]),
    ...results.selfRepeat.map((self) => [`${self.rater}, twice`, kappaText(self.preference), kappaText(self.acceptability)]),
    ...(results.judge === null ? [] : [[`judge ${results.judge.model} and people`, kappaText(results.judge.withPeople), '']]),
  ];
  const parts = [
    `${results.rated} of ${results.rows} rows rated by ${results.raters.length} people.`,
    table(
      ['of all test rows', 'share (95 %)'],
      shares.map(([what, measured]) => [what, measuredText(measured)]),
    ),
    ...(kappas.length === 0 ? [] : [table(['agreement, Cohen’s kappa', 'which is better', 'good or bad'], kappas)]),
  ];
  return parts.join('\n\n');
}

function measuredText({ estimate, reason }: Measured): string {
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
  return estimate === null ? `not known: ${reason}` : `${percent(estimate.mean)} (${percent(estimate.low)} to ${percent(estimate.high)})`;
}

function kappaText({ value, low, high, n, reason }: Kappa): string {
  if (value === null) return `none: ${reason}`;
  const interval = low === null || high === null ? `${reason}` : `${low.toFixed(2)} to ${high.toFixed(2)}`;
  return `${value.toFixed(2)} (${interval}), n = ${n}`;
}

function wholeNumber(given: string): number {
  const number = Number(given);
  if (/^\d+$/.test(given) && number <= 65_535) return number;
  throw new InvalidArgumentError(`"${given}" is not a whole number of the allowed range.`);
}
