import Table from 'cli-table3';
import type { ClosingTable, ClosingTest } from '../contracts/closing-table.ts';
import type { Estimate, MetricName } from '../contracts/evaluation-report.ts';
import { counted, duration, metricInterval, metricValue, notMeasured, ratio, tokens } from './numbers.ts';
import { metricTitle } from './wording.ts';

const columns = 4;
const labelWidth = 16;

type Row = string[];

/** The closing table for a terminal of `width` columns (80 to 100 are used): a block a stage with its own test, every score with its interval. */
export function closingTableText(table: ClosingTable, width: number): string {
  const usable = Math.min(100, Math.max(80, width));
  return [...table.stages.map((stage) => stageBlock(stage, table.fewShot, usable)), closingLine(table)].join('\n\n');
}

function stageBlock(stage: ClosingTable['stages'][number], fewShot: number, usable: number): string {
  const own = stage.tests.find((test) => test.name === stage.name);
  const heading = [
    stage.name,
    own === undefined ? `test ${notMeasured}` : counted(own.n, 'test row'),
    stage.accepted ? 'accepted' : 'NOT ACCEPTED',
    `kept to the end: ${stage.retention === null ? notMeasured : ratio(stage.retention)}`,
  ].join(' · ');
  if (own === undefined) return heading;
  const drawn = new Table({
    colWidths: [labelWidth, ...Array<number>(columns).fill(Math.floor((usable - labelWidth - columns - 2) / columns))],
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
    style: { head: [], border: [] },
    wordWrap: true,
  });
  drawn.push(['', 'base', `base, ${fewShot}-shot`, 'tuned', 'at the end'], ...testRows(own));
  return `${heading}\n${drawn.toString()}\n${differenceLine(own)}`;
}

function closingLine({ seconds, cpuSeconds }: ClosingTable): string {
  const processor = cpuSeconds === null ? '' : `, ${duration(cpuSeconds)} of processor time`;
  return `Scores with their 95 % intervals. "tuned" is right after the stage.\n${duration(seconds)} in all${processor}.`;
}

function testRows(test: ClosingTest): Row[] {
  const scores = shownMetrics(test).map(({ metric, zeroShot, fewShot, after, end }): Row => [
    metricTitle(metric, test.answers),
    ...[zeroShot, fewShot, after, end].map((value) => cell(metric, value)),
  ]);
  const { secondsPerAnswer: seconds, promptTokens } = test;
  return [
    ...scores,
    ['Prompt tokens', '', number(promptTokens.fewShot, tokens), number(promptTokens.tuned, tokens), ''],
    ['Time an answer', '', number(seconds.fewShot, duration), number(seconds.tuned, duration), ''],
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
