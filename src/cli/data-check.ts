import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { DataReport } from '../contracts/data-report.ts';
import { AnswerKind } from '../contracts/dataset.ts';
import { ColumnMapping, DatasetFormat, RowPart } from '../contracts/dataset-reading.ts';
import { prepareFiles, type PreparationWork, type PreparedFiles } from '../preparation/prepare-files.ts';
import { dataVerdict } from '../report/data/data-verdict.ts';
import { dataReportHtml } from '../report/data/html.ts';
import { dataReportMarkdown } from '../report/data/markdown.ts';
import { dataReportText } from '../report/data/text.ts';
import { diskFailure } from '../storage/local-files.ts';
import { dataCommand } from './data-command.ts';
import { inputFiles } from './data-check-inputs.ts';
import { checkOutputs, writeResults, type OutputOptions, type Outputs, type ReportFormat } from './data-check-outputs.ts';
import { checkProgress } from './data-check-progress.ts';
import { checkRules, type RuleOptions } from './data-check-rules.ts';
import { exitCodes } from './errors.ts';
import { wantsJson } from './output.ts';
import { sortedFindings } from './sorted-findings.ts';

interface CheckOptions extends RuleOptions, OutputOptions {
  against: string[];
}

export function addDataCheckCommand(program: Command): void {
  dataCommand(program)
    .command('check')
    .argument('<files...>', 'JSON lines, JSON, CSV, TSV or Parquet, plain, gzip or zstd; several are one dataset')
    .description(
      'prepare data as a run does, without a server: clean, judge, deduplicate, split, prove. Ends with 3 when a run would refuse it',
    )
    .option('--out <folder>', 'write the rows that are left, by side, into a new folder')
    .option('--report <file>', 'write the report; the name ends in .html, .md or .json')
    .option('--findings <file>', 'write every finding as a JSON line: place, rule and what was done, never text of a row')
    .option('--against <file>', 'rows that nobody may train on, such as a frozen test set; may be repeated', collect, [])
    .option('--spec <spec>', 'take the rules from this spec of a run, in YAML or JSON; - reads standard input')
    .option('--stage <name>', 'stage or task of the spec (default: the first)')
    .addOption(new Option('--answers <kind>', 'how answers are judged (default: auto)').choices(['auto', ...AnswerKind.options]))
    .option('--tokenizer <name>', 'counts tokens: o200k_base, cl100k_base, or the folder of a base model', 'o200k_base')
    .option('--max-tokens <count>', 'longest row in tokens (default: no limit)', wholeNumber)
    .addOption(new Option('--format <format>', 'format of the files (default: found by content)').choices(DatasetFormat.options))
    .option(
      '--columns <list>',
      `which column is what: input=question,output=answer; parts are ${RowPart.options.join(', ')}`,
      columnMapping,
    )
    .action(async (files: string[], options: CheckOptions, command: Command) => checkData(files, options, wantsJson(command)));
}

async function checkData(given: readonly string[], options: CheckOptions, json: boolean): Promise<void> {
  const rules = await checkRules(options);
  const unread = rules.against.filter((uri) => uri.includes('://'));
  const { files, against, places } = inputFiles(given, [...options.against, ...rules.against.filter((uri) => !unread.includes(uri))]);
  const outputs = checkOutputs(options, places);
  for (const uri of unread)
    process.stderr.write(`Not compared with ${uri}: no store is asked. Fetch it, and name the file by --against.\n`);
  const progress = checkProgress(!json && process.stderr.isTTY);
  const { stage, against: _, ...settled } = rules;
  // A sample of a few rows is worth a check; only a run asks for enough to learn from.
  const machine = { leastRows: 0, threads: availableParallelism() > 1 ? 2 : 1 } as const;
  try {
    await untilStopped(async (folder, signal) => {
      const watch = { signal, onRows: progress.rows, onStep: progress.step };
      const work = { name: stage ?? datasetName(given), files, against, ...settled, ...machine, folder, ...watch };
      const { report, prepared } = await prepare(work, outputs);
      signal.throwIfAborted();
      await keep(outputs, report, prepared, given, signal);
      progress.close();
      process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : `${shownText(report, outputs)}\n`);
      if (dataVerdict(report).kind !== 'pass') process.exitCode = exitCodes.rejected;
    });
  } finally {
    progress.close();
  }
}

async function prepare(work: PreparationWork, { findings }: Outputs): Promise<{ report: DataReport; prepared: PreparedFiles }> {
  const prepared = await prepareFiles(work);
  const datasets = prepared.report.datasets.map((dataset) => ({ ...dataset, findingsAt: findings }));
  return { report: { ...prepared.report, preparedAt: new Date().toISOString(), datasets }, prepared };
}

async function keep(
  outputs: Outputs,
  report: DataReport,
  prepared: PreparedFiles,
  files: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const { findings, parts } = prepared;
  const text = outputs.report === null ? '' : rendered(report, outputs.report.format);
  await writeResults(outputs, { parts, report: text, findings: () => sortedFindings(findings, files) }, signal);
}

/** Works in a folder that is gone afterwards, whatever happens but `kill -9`. Ctrl-C ends the work, a second one the process. */
async function untilStopped(work: (folder: string, signal: AbortSignal) => Promise<void>): Promise<void> {
  const controller = new AbortController();
  const stop = () => controller.abort();
  for (const signal of endingSignals) process.once(signal, stop);
  const folder = await mkdtemp(join(tmpdir(), 'anneal-check-'));
  try {
    await work(folder, controller.signal);
  } catch (error) {
    if (!controller.signal.aborted) throw diskFailure(error, folder);
    process.stderr.write('Stopped. Nothing was written.\n');
    process.exitCode = exitCodes.cancelled;
  } finally {
    await rm(folder, { recursive: true, force: true });
    for (const signal of endingSignals) process.removeListener(signal, stop);
  }
}

const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

function rendered(report: DataReport, format: ReportFormat): string {
  if (format === 'json') return `${JSON.stringify(report, null, 2)}\n`;
  return format === 'html' ? dataReportHtml(report) : dataReportMarkdown(report);
}

function shownText(report: DataReport, { out, report: page, findings }: Outputs): string {
  const refused = dataVerdict(report).kind !== 'pass';
  const next = [
    ...columnHint(report),
    ...(report.split === null && !refused ? report.warnings.filter((warning) => /split/.test(warning)) : []),
    ...(refused ? ['A run would refuse this. The reasons, and what to do, stand at the top.'] : []),
    ...(out === null ? [] : [`Rows: ${out}${refused ? ' (what is left of the files)' : ''}`]),
    ...(page === null ? [] : [`Report: ${page.path}`]),
    ...(findings === null ? [] : [`Findings: ${findings}`]),
    ...(findings === null && report.datasets.some((dataset) => dataset.findings.length > 0)
      ? ['Every finding: --findings FILE.jsonl']
      : []),
    ...(page === null ? ['The same with charts: --report FILE.html'] : []),
  ];
  return `${dataReportText(report)}\n\n${next.join('\n')}`;
}

/** What to do where most rows lack a field: the columns are likely to have other names. */
function columnHint({ datasets, settings }: DataReport): string[] {
  const missing = datasets.some(({ counts }) => (counts.dropped['missing-field'] ?? 0) > counts.read / 2);
  const mapped = settings.some(({ name }) => name.startsWith('reading.columns'));
  if (!missing || mapped) return [];
  return ['Most rows lack a field. Where columns have other names: --columns input=COLUMN,output=COLUMN'];
}

/** The name of the first file without folder and endings. */
function datasetName([first = 'data', ...others]: readonly string[]): string {
  const name = basename(first).replace(/(?:\.(?:jsonl|ndjson|json|csv|tsv|tab|parquet|pq|gz|zst))+$/i, '') || 'data';
  return others.length === 0 ? name : `${name} and ${others.length} more`;
}

function collect(value: string, before: string[]): string[] {
  return [...before, value];
}

function wholeNumber(given: string): number {
  const number = Number(given);
  if (/^\d+$/.test(given) && Number.isSafeInteger(number) && number >= 8) return number;
  throw new InvalidArgumentError(`"${given}" is no whole number from 8 on.`);
}

function columnMapping(given: string): ColumnMapping {
  const pairs = given.split(',').map((pair) => {
    const at = pair.indexOf('=');
    return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()] as const;
  });
  const unknown = pairs.find(([part, column]) => !RowPart.safeParse(part).success || column === '');
  if (unknown !== undefined)
    throw new InvalidArgumentError(
      `expected PART=COLUMN with commas between, such as input=question,output=answer; parts are ${RowPart.options.join(', ')}.`,
    );
  if (new Set(pairs.map(([part]) => part)).size < pairs.length) throw new InvalidArgumentError('a part is named twice.');
  return ColumnMapping.parse(Object.fromEntries(pairs));
}
