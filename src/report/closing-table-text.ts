import Table from 'cli-table3';
import type { ClosingTable, ClosingTest } from '../contracts/closing-table.ts';
import type { Estimate, MetricName } from '../contracts/evaluation-report.ts';
import { duration, metricInterval, metricValue, notMeasured, ratio, significant } from './numbers.ts';
import { metricTitle } from './wording.ts';

const columns = 4;
const labelWidth = 16;

type Row = ({ content: string; colSpan: number } | string)[];

/** The closing table for a terminal of `width` columns (80 to 100 are used); each stage's own test, every number with its interval. */
export function closingTableText(table: ClosingTable, width: number): string {
  const usable = Math.min(100, Math.max(80, width));
  const cellWidth = Math.floor((usable - labelWidth - columns - 2) / columns);
  const drawn = new Table({
    head: ['', 'base', `base, ${table.fewShot}-shot`, 'tuned', 'at the end'],
    colWidths: [labelWidth, ...Array<number>(columns).fill(cellWidth)],
    style: { head: [], border: [] },
    wordWrap: true,
  });
  for (const stage of table.stages) {
    const own = stage.tests.find((test) => test.name === stage.name);
    const heading = `${stage.name} · ${own === undefined ? notMeasured : `${own.n} test rows`} · ${stage.accepted ? 'accepted' : 'NOT ACCEPTED'}${keeps(stage.retention)}`;
    drawn.push([{ content: heading, colSpan: columns + 1 }], ...(own === undefined ? [] : testRows(own)));
  }
  return `${drawn.toString()}\n${closingLine(table)}`;
}

function keeps(retention: number | null): string {
  return ` · kept to the end: ${retention === null ? notMeasured : ratio(retention)}`;
}

function closingLine({ seconds, cpuSeconds }: ClosingTable): string {
  const processor = cpuSeconds === null ? '' : `, ${duration(cpuSeconds)} of processor time`;
  return `Scores with their 95 % intervals. "tuned" is right after the stage. ${duration(seconds)} in all${processor}.`;
}

function testRows(test: ClosingTest): Row[] {
  const scores = shownMetrics(test).map(({ metric, zeroShot, fewShot, after, end }): Row => [
    metricTitle(metric, test.answers),
    ...[zeroShot, fewShot, after, end].map((value) => cell(metric, value)),
  ]);
  const { secondsPerAnswer: seconds, promptTokens: tokens } = test;
  return [
    ...scores,
    ['Prompt tokens', '', number(tokens.fewShot, (value) => significant(value)), number(tokens.tuned, (value) => significant(value)), ''],
    ['Time an answer', '', number(seconds.fewShot, duration), number(seconds.tuned, duration), ''],
    [{ content: differenceLine(test), colSpan: columns + 1 }],
  ];
}

/** What a terminal has room for: three metrics of cards, and accuracy of labels. */
function shownMetrics({ answers, metrics, primary }: ClosingTest): ClosingTest['metrics'] {
  const shown: MetricName[] = { json: ['exactMatch', 'fieldAccuracy', 'validJson'], labels: ['accuracy'], text: [primary, 'perplexity'] }[
    answers
  ] as MetricName[];
  return shown.flatMap((name) => metrics.filter(({ metric }) => metric === name));
}

function cell(metric: MetricName, value: Estimate | null): string {
  return value === null ? notMeasured : `${metricValue(metric, value)} (${metricInterval(metric, value, '–')})`;
}

function number(value: number | null, write: (value: number) => string): string {
  return value === null ? notMeasured : write(value);
}

function differenceLine({ difference, primary, answers }: ClosingTest): string {
  const what = metricTitle(primary, answers).toLowerCase();
  if (difference === null) return `Tuned against the examples in the prompt, ${what}: ${notMeasured}`;
  const points = (value: number) => (value * 100).toFixed(0).replace(/^-0$/, '0').replace('-', '−');
  return `Tuned − base with examples, ${what}: ${points(difference.estimate)} points (${points(difference.low)} to ${points(difference.high)}), paired`;
}
