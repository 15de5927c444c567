import { DataReport } from '../contracts/data-report.ts';
import { AnnealFailure } from '../contracts/failure.ts';
import { dataReportMarkdown } from '../report/data/markdown.ts';
import type { Connections } from './connections.ts';
import { describeRun } from './describe-run.ts';

/** The data report of a run, also while it goes on or after it failed. @throws AnnealFailure NotFound before its data are prepared */
export async function readDataReport(connections: Connections, run: string): Promise<DataReport> {
  return DataReport.parse(JSON.parse(await readText(connections, run, 'json')));
}

/** The same for people; as HTML, the page that the run stored. */
export async function readRenderedDataReport(connections: Connections, run: string, format: 'markdown' | 'html'): Promise<string> {
  return format === 'html' ? readText(connections, run, 'html') : dataReportMarkdown(await readDataReport(connections, run));
}

async function readText({ temporal, store }: Connections, run: string, ending: 'json' | 'html'): Promise<string> {
  const { firstRunId, execution } = await describeRun(temporal, run);
  const key = `runs/${firstRunId}/data.${ending}`;
  const bytes = await store().objects.get(key);
  if (bytes !== null) return bytes.toString('utf8');
  const why =
    execution === 'RUNNING'
      ? `it has not prepared its data yet. \`anneal watch ${run}\` follows it`
      : 'it ended before its data were prepared, or is from before there were such reports. `anneal data check FILE` says what a run refuses';
  throw new AnnealFailure('NotFound', `Run "${run}" has no data report: ${why}.`);
}
