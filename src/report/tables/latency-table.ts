import type { RunReport } from '../../contracts/report.ts';
import type { LatencyReport, Quantile } from '../../contracts/serving-report.ts';
import { notMeasured, significant } from '../numbers.ts';
import type { ReportTable } from './table.ts';

/** Base and tuned model behind a server, a row for each level of load. */
export function latencyTable({ latency }: Pick<RunReport, 'latency'>): ReportTable {
  const measured = latency.flatMap(({ title, levels }) => (levels ?? []).map((level) => ({ title, ...level })));
  const reasons = [
    ...latency.flatMap(({ title, reason }) => (reason === null ? [] : [`${title}: ${reason}`])),
    ...measured.flatMap(({ report: { endToEndMs } }) => [endToEndMs.p95, endToEndMs.p99].flatMap(({ reason }) => reason ?? [])),
  ];
  return {
    caption:
      'Under load: seconds to the first token (median), and of whole answers (median, 95 % and 99 % of requests), as the client sees them',
    head: ['Model', 'At once', 'Answered', 'Failed', 'First token', 'Median', '95 %', '99 %', 'Answers/s', 'Tokens/s'],
    rows: measured.map(({ title, concurrency, report }) => [
      title,
      String(concurrency),
      String(report.endToEndMs.n),
      String(report.requests - report.endToEndMs.n),
      seconds(report.firstTokenMs.p50),
      seconds(report.endToEndMs.p50),
      seconds(report.endToEndMs.p95),
      seconds(report.endToEndMs.p99),
      rate(report.requestsPerSecond),
      rate(report.tokensPerSecond),
    ]),
    numeric: [1, 2, 3, 4, 5, 6, 7, 8, 9],
    notes: [...new Set(reasons)],
  };
}

function seconds({ value }: Quantile): string {
  return value === null ? notMeasured : significant(value / 1000);
}

function rate(value: LatencyReport['requestsPerSecond']): string {
  return value === null ? notMeasured : significant(value);
}
