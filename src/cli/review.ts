import { writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import type { Anneal } from '../client/anneal.ts';
import { AnnealFailure } from '../contracts/failure.ts';
import { ratingsAsCsv, ratingsAsJsonLines } from '../evaluation/review/export.ts';
import { reviewSection } from '../report/opinions/review-section.ts';
import { withAnneal } from './connect.ts';
import { say, wantsJson } from './output.ts';
import { sectionText } from './section-text.ts';

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
    .action((run: string, options: ReviewArguments, command: Command) =>
      withAnneal(async (anneal) => {
        if (options.export !== undefined) await writeRatings(anneal, run, options.export);
        if (options.results === true) await showResults(anneal, run, wantsJson(command));
        if (options.export === undefined && options.results !== true) await serve(anneal, run, options, wantsJson(command));
      }),
    );
}

async function serve(anneal: Anneal, run: string, { port, items }: ReviewArguments, json: boolean): Promise<void> {
  const { url, stop, items: drawn } = await anneal.review(run, items === undefined ? { port } : { port, items });
  const kept = items === undefined || items === drawn ? '' : `This run's sample has ${drawn} items and stays as it is.\n`;
  say(
    json,
    { url, items: drawn },
    () =>
      `${kept}${drawn} items to rate: open\n  ${url}\nOnly this machine reaches it, and only with the whole address. Ctrl-C ends it; ratings are kept.`,
  );
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  await stop();
}

async function showResults(anneal: Anneal, run: string, json: boolean): Promise<void> {
  const results = await anneal.reviewResults(run);
  say(json, results, () =>
    results === null || results.raters.length === 0
      ? `Nobody has rated anything of this run yet. \`anneal review ${run}\` serves the page.`
      : sectionText(reviewSection(results)),
  );
}

async function writeRatings(anneal: Anneal, run: string, file: string): Promise<void> {
  const write = { '.csv': ratingsAsCsv, '.jsonl': ratingsAsJsonLines }[extname(file)];
  if (write === undefined)
    throw new AnnealFailure('InvalidInput', `Ratings are written to a .jsonl or a .csv file, and ${JSON.stringify(file)} is neither.`);
  const ratings = await anneal.ratings(run);
  try {
    writeFileSync(file, write(ratings));
  } catch (cause) {
    throw new AnnealFailure('InvalidInput', `${file} cannot be written (${(cause as NodeJS.ErrnoException).code}).`, { cause });
  }
  process.stderr.write(`Wrote ${ratings.length} ratings to ${file}\n`);
}

function wholeNumber(given: string): number {
  const number = Number(given);
  if (/^\d+$/.test(given) && number <= 65_535) return number;
  throw new InvalidArgumentError(`"${given}" is not a whole number of the allowed range.`);
}
