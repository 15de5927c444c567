import type { Finding } from '../../contracts/finding.ts';
import type { RunCost, TestCost } from '../../contracts/run-cost.ts';
import type { BreakEven } from '../../contracts/serving-report.ts';
import { isPoint } from '../../evaluation/cost/measure-cost.ts';
import { count, significant } from '../numbers.ts';
import type { ReportTable } from './table.ts';

/** Single requests cost millionths: money is told for so many. */
const many = 1000;

/** A table of costs and one of break-even for each test. */
export function costTables({ prices: { currency }, tests }: RunCost): ReportTable[] {
  return tests.flatMap((test) => [modelsTable(test, currency), breakEvenTable(test, currency)].filter(({ rows }) => rows.length > 0));
}

function modelsTable({ test, models }: TestCost, currency: string): ReportTable {
  return {
    caption: `${test}: what answers cost, 95 % intervals`,
    head: ['Model', `${currency} for ${count(many)} requests`, `${currency} for ${count(many)} right answers`, 'Requests', 'Right'],
    numeric: [3, 4],
    rows: models.map(({ model, title, report }) => [
      title,
      moneyText(report.perRequest),
      moneyText(report.perCorrect),
      count(report.requests),
      model === 'hosted' ? 'not asked' : count(report.correct),
    ]),
  };
}

function breakEvenTable({ test, breakEven }: TestCost, currency: string): ReportTable {
  return {
    caption: `${test}: requests after which the training is paid for`,
    head: ['Instead of', `${currency} saved by ${count(many)} requests`, 'Requests'],
    rows: breakEven.map((found) => [found.against, moneyText(found.saving), requestsText(found)]),
  };
}

function requestsText({ requests, low, high, reason }: BreakEven): string {
  if (requests === null) return `none: ${reason}`;
  if (low === null) return count(requests);
  return high === null
    ? `${count(requests)} (${count(low)} or more: the saving may be nothing)`
    : `${count(requests)} (${count(low)} to ${count(high)})`;
}

function moneyText({ estimate, reason }: Finding): string {
  if (estimate === null) return `not known: ${reason}`;
  const [mean, low, high] = [estimate.mean, estimate.low, estimate.high].map((each) => significant(each * many));
  return isPoint(estimate) ? `${mean}, all equal` : `${mean} (${low} to ${high})`;
}
