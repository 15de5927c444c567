import { AnnealFailure } from '../contracts/failure.ts';
import { RunReport } from '../contracts/report.ts';
import { addToHtml, addToMarkdown } from '../report/opinions/add-sections.ts';
import { judgeSection } from '../report/opinions/judge-section.ts';
import { reviewSection } from '../report/opinions/review-section.ts';
import type { Connections } from './connections.ts';
import { describeRun, resultOf } from './describe-run.ts';
import { readOpinions } from './read-opinions.ts';

/** The report of an ended run as the run stored it. @throws AnnealFailure NotFound while the run goes on. */
export async function readStoredReport(connections: Connections, run: string): Promise<RunReport> {
  return parseReport(connections, await reportKeys(connections, run));
}

/** The same with what people and a judge have said of it since. */
export async function readReport(connections: Connections, run: string): Promise<RunReport> {
  const report = await readStoredReport(connections, run);
  const { review, judge, problems } = await readOpinions(connections.store(), report);
  return {
    ...report,
    ...(review === null ? {} : { review }),
    ...(judge === null ? {} : { judge }),
    warnings: [...report.warnings, ...problems],
  };
}

/** The same as a page. */
export async function readRenderedReport(connections: Connections, run: string, format: 'markdown' | 'html'): Promise<string> {
  const keys = await reportKeys(connections, run);
  const page = await readText(connections, keys[format]);
  const { review, judge, problems } = await readOpinions(connections.store(), await parseReport(connections, keys));
  const sections = [...(review === null ? [] : [reviewSection(review)]), ...(judge === null ? [] : [judgeSection(judge)])];
  return (format === 'html' ? addToHtml : addToMarkdown)(page, sections, problems);
}

type ReportKeys = Awaited<ReturnType<typeof reportKeys>>;

async function parseReport(connections: Connections, { json }: ReportKeys): Promise<RunReport> {
  return RunReport.parse(JSON.parse(await readText(connections, json)));
}

async function reportKeys({ temporal }: Connections, run: string) {
  const { execution } = await describeRun(temporal, run);
  if (execution === 'RUNNING')
    throw new AnnealFailure('NotFound', `Run "${run}" has not ended yet, so there is no report. \`anneal watch ${run}\` follows it.`);
  return (await resultOf(temporal, run)).report;
}

async function readText({ store }: Connections, key: string): Promise<string> {
  const bytes = await store().objects.get(key);
  if (bytes === null) throw new AnnealFailure('NotFound', `${store().uri(key)} is not in the store any more. Something deleted it.`);
  return bytes.toString('utf8');
}

/** Logs of a run's trainers, oldest first. */
export async function* readLogs(connections: Connections, run: string): AsyncIterable<{ name: string; text: string }> {
  const { firstRunId } = await describeRun(connections.temporal, run);
  const prefix = `runs/${firstRunId}/logs/`;
  for await (const { key } of connections.store().objects.list(prefix))
    yield { name: key.slice(prefix.length), text: await readText(connections, key) };
}
