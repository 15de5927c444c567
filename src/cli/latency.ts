import { createReadStream, writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { type LatencyLimits, latencyDefaults, type LatencyOptions, measureLatency } from '../client/measure-latency.ts';
import { AnnealFailure } from '../contracts/failure.ts';
import type { Message } from '../contracts/row.ts';
import { promptOf } from '../data/canonical-row.ts';
import { questionRow } from '../data/question-row.ts';
import { readLines } from '../data/read-lines.ts';
import { defaultSampleRows, sampleRows } from '../evaluation/sample-rows.ts';
import { withAnneal } from './connect.ts';
import { latencyProgress } from './latency-progress.ts';
import { latencyText, troublesText } from './latency-text.ts';
import { positiveNumber, wholeNumber, wholeNumbers } from './numbers.ts';
import { say, wantsJson } from './output.ts';
import { readKey } from './read-key.ts';

interface LatencyArguments {
  model: string;
  run?: string;
  stage?: string;
  rows?: string;
  completions?: boolean;
  sample: number;
  seed: number;
  concurrency: number[];
  requests?: number;
  warmUp?: number;
  maxTokens?: number;
  timeout: number;
  apiKeyFile?: string;
  limitFirstToken?: number;
  limitPerToken?: number;
  limitEndToEnd?: number;
  out?: string;
}

const most = 1_000_000;

export function addLatencyCommand(program: Command): void {
  program
    .command('latency')
    .argument('<url>', 'of an endpoint that speaks OpenAI’s protocol, such as http://127.0.0.1:8080/v1')
    .description('measure the latency of an endpoint under load: `anneal serve`, vLLM and others')
    .requiredOption('--model <name>', 'as the endpoint calls it')
    .option('--run <run>', 'ask the test questions of this run')
    .option('--stage <name>', 'with --run: those of this stage or task (default: the last one)')
    .option('--rows <file>', 'ask the questions of these JSON lines: {messages}, {input} or {prompt}; answers are not looked at')
    .option('--completions', 'with --rows: ask plain completions, not chat')
    .option('--sample <n>', 'how many of the questions are asked, in turn', wholeNumber(1, most), defaultSampleRows)
    .option('--seed <n>', 'of the sample', wholeNumber(0, 2 ** 32 - 1), 1)
    .option('--concurrency <list>', 'requests under way at once, level by level', wholeNumbers(1, 10_000), [...latencyDefaults.concurrency])
    .option('--requests <n>', 'at each level (default: 100, or 3 × the level where that is more)', wholeNumber(1, most))
    .option('--warm-up <n>', 'requests before each level, in none of the numbers (default: the level)', wholeNumber(0, most))
    .option('--max-tokens <n>', `of an answer (default: the run’s limit, or ${latencyDefaults.maxTokens})`, wholeNumber(1, most))
    .option('--timeout <seconds>', 'for one request', wholeNumber(1, 300), latencyDefaults.timeoutSeconds)
    .option('--api-key-file <file>', 'send the key that this file holds')
    .option('--limit-first-token <ms>', 'goodput counts answers within every limit that is given', positiveNumber)
    .option('--limit-per-token <ms>', 'between tokens, on average', positiveNumber)
    .option('--limit-end-to-end <ms>', 'to the whole answer', positiveNumber)
    .option('--out <file>', 'write the report to this file, in JSON')
    .action(measure);
}

async function measure(url: string, options: LatencyArguments, command: Command): Promise<void> {
  const { model, concurrency, requests, warmUp, timeout, apiKeyFile, out } = options;
  const asked = await questionsOf(options);
  const troubles = new Map<string, number>();
  const json = wantsJson(command);
  const progress = latencyProgress({ json, terminal: process.stderr.isTTY });
  const limits = limitsOf(options);
  try {
    const report = await measureLatency(url, {
      ...asked,
      model,
      concurrency,
      timeoutSeconds: timeout,
      limits,
      ...(requests !== undefined && { requests }),
      ...(warmUp !== undefined && { warmUp }),
      ...(apiKeyFile !== undefined && { apiKey: readKey(apiKeyFile) }),
      onProgress: progress.show,
      onTrouble: (trouble) => troubles.set(trouble, (troubles.get(trouble) ?? 0) + 1),
    });
    progress.close();
    if (out !== undefined) writeReport(out, report);
    say(json, report, () => latencyText(report, limits));
    if (troubles.size > 0) process.stderr.write(troublesText(troubles));
    if (report.levels.every(({ report: { endToEndMs } }) => endToEndMs.n === 0)) process.exitCode = 1;
  } finally {
    progress.close();
  }
}

type Asked = Pick<LatencyOptions, 'questions' | 'api' | 'maxTokens'>;

async function questionsOf({ run, stage, rows, completions, sample, seed, maxTokens, model }: LatencyArguments): Promise<Asked> {
  const choose = (questions: { id: string; messages: Message[] }[]) =>
    sampleRows(questions, { count: sample, seed, purpose: 'latency' }).map(({ messages }) => messages);
  const limit = (own: number | null) => ({ maxTokens: maxTokens ?? own ?? latencyDefaults.maxTokens });
  if ((run === undefined) === (rows === undefined))
    throw new AnnealFailure('InvalidInput', 'Say what to ask, in one way: --run RUN for the test questions of a run, or --rows FILE.');
  if (rows !== undefined) {
    if (stage !== undefined) throw new AnnealFailure('InvalidInput', '--stage names a part of a run. Give --run with it, or leave it out.');
    return { questions: choose(await readQuestions(rows)), api: completions === true ? 'completions' : 'chat', ...limit(null) };
  }
  if (completions === true)
    throw new AnnealFailure('InvalidInput', 'How the questions of a run are put is known from the run. Leave --completions out.');
  // A server that is asked for NAME:TASK puts the task's prefix itself.
  const prefixed = stage === undefined || !model.endsWith(`:${stage}`);
  const asked = await withAnneal((anneal) => anneal.testQuestions(run!, { prefixed, ...(stage !== undefined && { stage }) }));
  return { questions: choose(asked.questions), api: asked.format === 'chat' ? 'chat' : 'completions', ...limit(asked.maxNewTokens) };
}

/** @throws AnnealFailure InvalidInput naming file and line */
async function readQuestions(file: string): Promise<{ id: string; messages: Message[] }[]> {
  const found: { id: string; messages: Message[] }[] = [];
  const wrong = (line: number, why: string) => new AnnealFailure('InvalidInput', `${file}:${line} cannot be asked: ${why}.`);
  try {
    for await (const lines of readLines(createReadStream(file)))
      for (const line of lines) {
        if ('rule' in line) throw wrong(line.line, line.reason);
        const row = questionRow(parsed(line.text), { file, line: line.line });
        if ('rule' in row) throw wrong(line.line, row.reason);
        found.push({ id: row.id, messages: promptOf(row) });
      }
  } catch (error) {
    if (error instanceof AnnealFailure) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new AnnealFailure('InvalidInput', `${file} cannot be read (${why}).`, { cause: error });
  }
  if (found.length > 0) return found;
  throw new AnnealFailure('InvalidInput', `${file} holds no questions. A line such as {"input": "What is this?"} is one.`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text; // which is no row: the refusal says so
  }
}

function limitsOf({ limitFirstToken, limitPerToken, limitEndToEnd }: LatencyArguments): LatencyLimits {
  return {
    ...(limitFirstToken !== undefined && { firstTokenMs: limitFirstToken }),
    ...(limitPerToken !== undefined && { perOutputTokenMs: limitPerToken }),
    ...(limitEndToEnd !== undefined && { endToEndMs: limitEndToEnd }),
  };
}

function writeReport(file: string, report: object): void {
  try {
    writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
  } catch (cause) {
    throw new AnnealFailure('InvalidInput', `${file} cannot be written (${(cause as NodeJS.ErrnoException).code}).`, { cause });
  }
}
