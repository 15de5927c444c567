import { AnnealFailure } from '../contracts/failure.ts';
import { RunReport } from '../contracts/report.ts';
import type { Connections } from './connections.ts';
import { describeRun, resultOf } from './describe-run.ts';

/** The report of an ended run. @throws AnnealFailure NotFound while the run goes on. */
export async function readReport(connections: Connections, run: string): Promise<RunReport> {
  const { json } = await reportKeys(connections, run);
  return RunReport.parse(JSON.parse(await readText(connections, json)));
}

/** The same as a page. */
export async function readRenderedReport(connections: Connections, run: string, format: 'markdown' | 'html'): Promise<string> {
  return readText(connections, (await reportKeys(connections, run))[format]);
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
