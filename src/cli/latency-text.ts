import type { LatencyLimits, LatencyMeasurement, LoadLevel } from '../client/measure-latency.ts';
import { redact } from '../contracts/secrets.ts';
import type { LatencyReport, Quantile } from '../contracts/serving-report.ts';
import { printable, table } from './output.ts';
import { shortened, wrapped } from './progress-lines.ts';

/** Columns of a terminal that everything fits. */
const width = 80;
const dash = '–';

/** Three digits are more than such a measurement tells; whole numbers are not cut. */
function figure(value: number | null): string {
  if (value === null) return dash;
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** What was asked, what came of it at each level, and the quantiles of each time with their intervals. */
export function latencyText(report: LatencyMeasurement, limits: LatencyLimits = {}): string {
  const { model, url, questions, maxTokens, levels } = report;
  const head = `${model} at ${url}: ${questions} ${questions === 1 ? 'question' : 'questions'} in turn, answers of at most ${maxTokens} tokens`;
  return [
    wrapped(printable(head), width).join('\n'),
    throughput(levels, limits),
    quantiles('Time to the first token, ms (95 % interval)', levels, 'firstTokenMs'),
    quantiles('Time to the whole answer, ms', levels, 'endToEndMs'),
    quantiles('Time per token after the first, ms', levels, 'perOutputTokenMs'),
    notes(levels),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function throughput(levels: readonly LoadLevel[], limits: LatencyLimits): string {
  const withLimits = Object.keys(limits).length > 0;
  const head = ['at once', 'answered', 'failed', 'seconds', 'answers/s', 'tokens/s', ...(withLimits ? ['in limits/s'] : [])];
  const rows = levels.map(({ concurrency, report }) => [
    String(concurrency),
    String(report.endToEndMs.n),
    String(report.requests - report.endToEndMs.n),
    figure(report.wallSeconds),
    figure(report.requestsPerSecond),
    figure(report.tokensPerSecond),
    ...(withLimits ? [figure(report.goodputPerSecond)] : []),
  ]);
  return table(head, rows);
}

type Times = 'firstTokenMs' | 'endToEndMs' | 'perOutputTokenMs';
const names = ['p50', 'p95', 'p99'] as const;

function quantiles(title: string, levels: readonly LoadLevel[], times: Times): string {
  const rows = levels.map(({ concurrency, report }) => [String(concurrency), ...names.map((name) => quantileText(report[times][name]))]);
  return `${title}\n${table(['at once', ...names], rows)}`;
}

function quantileText({ value, low, high }: Quantile): string {
  return value === null ? dash : `${figure(value)} [${figure(low)}, ${figure(high)}]`;
}

/** Why numbers are missing, and how requests failed; each said once. */
function notes(levels: readonly LoadLevel[]): string {
  const told = new Map<string, number[]>();
  for (const { concurrency, report, warmUp } of levels)
    for (const note of new Set([...reasons(report), ...failuresOf(report), ...warmUpNote(warmUp)]))
      told.set(note, [...(told.get(note) ?? []), concurrency]);
  return [...told].flatMap(([note, at]) => wrapped(at.length === levels.length ? note : `at ${at.join(', ')}: ${note}`, width)).join('\n');
}

function reasons(report: LatencyReport): string[] {
  const all = [report.firstTokenMs, report.endToEndMs, report.perOutputTokenMs].flatMap(({ p50, p95, p99 }) => [p50, p95, p99]);
  const tokens =
    report.tokensPerSecond === null && report.endToEndMs.n > 0 ? ['the endpoint does not tell how many tokens its answers have'] : [];
  return [...all.flatMap(({ reason }) => reason ?? []), ...tokens];
}

function failuresOf({ failed }: LatencyReport): string[] {
  if (failed === undefined) return [];
  const { http, connection, timeout, brokenStream } = failed;
  return [
    ...Object.entries(http).map(([status, count]) => `${count} failed with status ${status}`),
    ...(connection > 0 ? [`${connection} failed to connect`] : []),
    ...(brokenStream > 0 ? [`${brokenStream} answers broke off or were none`] : []),
    ...(timeout > 0 ? [`${timeout} took too long`] : []),
  ];
}

const warmUpNote = ({ requests, failed }: LoadLevel['warmUp']) =>
  failed === 0 ? [] : [`${failed} of ${requests} requests of the warm-up failed`];

/** What went wrong most often, on standard error: an endpoint's own words belong to no report. */
export function troublesText(troubles: ReadonlyMap<string, number>): string {
  const often = [...troubles].toSorted(([, one], [, other]) => other - one).slice(0, 3);
  return often.map(([trouble, count]) => `${count} × ${shortened(oneLine(trouble), 300)}\n`).join('');
}

const oneLine = (text: string) => printable(redact(text)).replaceAll(/\s+/g, ' ');
