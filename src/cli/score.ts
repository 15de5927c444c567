import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { AnnealFailure } from '../contracts/failure.ts';
import { readLines } from '../data/read-lines.ts';
import { defaultResamples } from '../evaluation/bootstrap.ts';
import { compareFiles } from '../evaluation/score-file/compare-files.ts';
import { readMetrics } from '../evaluation/score-file/metric-name.ts';
import { fileScores, measureRows, rowScores } from '../evaluation/score-file/score-file.ts';
import type { ScoreReport } from '../evaluation/score-file/score-report.ts';
import { collectScoreRows } from '../evaluation/score-file/score-row.ts';
import type { ScoreRow } from '../evaluation/score-file/score-row.ts';
import { loadOwnMetrics, readModulePath } from '../own-metrics/load-own-metrics.ts';
import type { MetricModulePath } from '../own-metrics/load-own-metrics.ts';
import { say, wantsJson } from './output.ts';
import { scoreText } from './score-text.ts';
import { writeLines } from './write-lines.ts';

interface ScoreOptions {
  metrics: string;
  metricModule?: MetricModulePath[];
  perItem?: string;
  against?: string;
  seed: number;
  resamples: number;
}

export function addScoreCommand(program: Command): void {
  program
    .command('score')
    .argument('<file>', 'JSON lines of {id, prediction, references, label?, group?, probability?}')
    .description('score predictions against references; needs no server')
    .option('--metrics <list>', 'names with commas between them, options after colons', 'exact,squad-f1,bleu,chrf,rougeL')
    .option('--metric-module <name=path>', 'a metric of your own, for --metrics own:NAME; may be given again', addModule)
    .option('--per-item <file>', 'write the scores of each row to this file')
    .option('--against <file>', "another model's predictions for the same rows: paired differences")
    .option('--seed <n>', 'of the resampling', wholeNumber, 1)
    .option('--resamples <n>', 'for intervals that need them', wholeNumber, defaultResamples)
    .action(async (file: string, options: ScoreOptions, command: Command) => {
      const metrics = readMetrics(options.metrics, await loadOwnMetrics(options.metricModule ?? []));
      const { seed, resamples, against } = options;
      if (resamples < 1) throw new AnnealFailure('InvalidInput', '--resamples has to be at least 1.');
      const rows = await readScoreFile(file);
      const other = against === undefined ? null : { name: against, rows: await readScoreFile(against) };
      const measured = measureRows(rows, metrics);
      const differences = other && compareFiles({ name: file, rows }, other, measured, { seed, resamples });
      const report: ScoreReport = {
        file,
        ...fileScores(rows, measured, { seed, resamples }),
        comparison: other && differences && { against: other.name, differences },
      };
      if (options.perItem !== undefined) await writePerItem(options.perItem, [file, against], rowScores(rows, measured));
      say(wantsJson(command), report, () => scoreText(report, options.perItem ?? null));
    });
}

function addModule(given: string, before: MetricModulePath[] = []): MetricModulePath[] {
  return [...before, readModulePath(given, '--metric-module')];
}

function wholeNumber(given: string): number {
  const number = Number(given);
  if (/^\d+$/u.test(given) && Number.isSafeInteger(number)) return number;
  throw new InvalidArgumentError(`"${given}" is not a whole number from 0.`);
}

/** @throws AnnealFailure InvalidInput naming file and line */
async function readScoreFile(file: string): Promise<ScoreRow[]> {
  try {
    return await collectScoreRows(file, readLines(createReadStream(file)));
  } catch (error) {
    if (error instanceof AnnealFailure) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new AnnealFailure('InvalidInput', `${file} cannot be read (${why}).`, { cause: error });
  }
}

async function writePerItem(file: string, inputs: readonly (string | undefined)[], lines: Iterable<unknown>): Promise<void> {
  if (inputs.some((input) => input !== undefined && resolve(input) === resolve(file)))
    throw new AnnealFailure('InvalidInput', `--per-item ${file} would overwrite the file that is scored; give another name.`);
  try {
    await writeLines(file, lines);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new AnnealFailure('InvalidInput', `${file} cannot be written (${why}).`, { cause: error });
  }
}
