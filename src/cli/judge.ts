import { type Command, InvalidArgumentError } from 'commander';
import type { Anneal } from '../client/anneal.ts';
import type { JudgeOptions } from '../client/judge-run.ts';
import { AnnealFailure } from '../contracts/failure.ts';
import type { JudgeSummary } from '../contracts/judge.ts';
import { judgeSection } from '../report/opinions/judge-section.ts';
import { withAnneal } from './connect.ts';
import { exitCodes } from './errors.ts';
import { readKey } from './read-key.ts';
import { say, wantsJson } from './output.ts';
import { sectionText } from './section-text.ts';

interface JudgeArguments {
  url?: string;
  model?: string;
  credential?: string;
  apiKeyFile?: string;
  rows?: number;
  concurrency: number;
}

export function addJudgeCommand(program: Command): void {
  program
    .command('judge')
    .argument('<run>', 'workflow id of an ended run')
    .description('ask a model to compare its test answers with those of the base model; without --url, what was found before')
    .option('--url <url>', 'OpenAI-compatible endpoint, such as https://host/v1; it is sent the rows')
    .option('--model <name>', 'as the endpoint calls it')
    .option('--credential <name>', 'name of a key in the file that ANNEAL_CREDENTIALS names')
    .option('--api-key-file <file>', 'file that holds the key, which is sent to the origin of --url alone')
    .option('--rows <n>', 'test rows to ask about, drawn uniformly (default: all)', wholeNumber)
    .option('--concurrency <n>', 'requests at the same time', wholeNumber, 4)
    .action((run: string, options: JudgeArguments, command: Command) => {
      const asking = askingOf(options);
      return withAnneal(async (anneal) => {
        const summary = asking === null ? await known(anneal, run) : await ask(anneal, run, asking);
        if (summary !== null) say(wantsJson(command), summary, () => sectionText(judgeSection(summary)));
      });
    });
}

/** null = nobody is to be asked. */
function askingOf({ url, model, credential, apiKeyFile, rows, concurrency }: JudgeArguments): JudgeOptions | null {
  if (url === undefined && model === undefined && (credential ?? apiKeyFile ?? rows) === undefined) return null;
  if (url === undefined || model === undefined)
    throw new AnnealFailure('InvalidInput', 'A judge is asked with both --url and --model; with neither, what was found before is shown.');
  return {
    url,
    model,
    concurrency,
    ...(credential === undefined ? {} : { credential }),
    ...(apiKeyFile === undefined ? {} : { apiKey: readKey(apiKeyFile) }),
    ...(rows === undefined ? {} : { rows }),
  };
}

async function known(anneal: Anneal, run: string): Promise<JudgeSummary> {
  const summary = await anneal.judgeResults(run);
  if (summary !== null) return summary;
  throw new AnnealFailure('NotFound', `No judge has been asked about run "${run}". Name one with --url and --model.`);
}

/** null = it was stopped. */
async function ask(anneal: Anneal, run: string, options: JudgeOptions): Promise<JudgeSummary | null> {
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  const progress = progressLine();
  try {
    return await anneal.judge(run, { ...options, signal: stopping.signal, onProgress: progress.show });
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
    progress.end();
    process.stderr.write('Stopped. Verdicts that were given are kept; the same command goes on.\n');
    process.exitCode = exitCodes.cancelled;
    return null;
  } finally {
    progress.end();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.removeListener(signal, stop);
  }
}

/** Rows done, on one line of a terminal; nothing elsewhere. */
function progressLine(): { show: (progress: { done: number; total: number }) => void; end: () => void } {
  let shown = false;
  return {
    show: ({ done, total }) => {
      if (!process.stderr.isTTY) return;
      process.stderr.write(`\r${done} of ${total} rows`);
      shown = true;
    },
    end: () => {
      if (shown) process.stderr.write('\n');
      shown = false;
    },
  };
}

function wholeNumber(given: string): number {
  const number = Number(given);
  if (/^\d+$/.test(given) && number >= 1 && Number.isSafeInteger(number)) return number;
  throw new InvalidArgumentError(`"${given}" is not a whole number from 1.`);
}
