import Table from 'cli-table3';
import type { ClosingTable, ClosingTest } from '../contracts/closing-table.ts';
import type { Estimate, MetricName } from '../contracts/evaluation-report.ts';
import { controlVerdict } from './controls.ts';
import { counted, duration, metricInterval, metricValue, notMeasured, ratio, tokens } from './numbers.ts';
import { metricTitle } from './wording.ts';

const labelWidth = 16;

type Row = string[];

/** The closing table for a terminal of `width` columns (80 to 100 are used): a block a stage with its own test, every score with its interval. */
export function closingTableText(table: ClosingTable, width: number): string {
  const usable = Math.min(100, Math.max(80, width));
  const controls = table.controls.length === 0 ? [] : [table.controls.map(controlLine).join('\n')];
  return [...table.stages.map((stage) => stageBlock(stage, table, usable)), ...controls, closingLine(table)].join('\n\n');
}

function stageBlock(stage: ClosingTable['stages'][number], { kind, fewShot }: ClosingTable, usable: number): string {
  const models = ['base', `base, ${fewShot}-shot`, 'tuned', ...(kind === 'progressive' ? ['at the end'] : [])];
  const own = stage.tests.find((test) => test.name === stage.name);
  const heading = [
    stage.name,
    own === undefined ? `test ${notMeasured}` : counted(own.n, 'test row'),
    stage.accepted ? 'accepted' : 'NOT ACCEPTED',
    ...(kind === 'progressive' ? [`kept to the end: ${stage.retention === null ? notMeasured : ratio(stage.retention)}`] : []),
  ].join(' · ');
  if (own === undefined) return heading;
  const drawn = new Table({
    colWidths: [labelWidth, ...Array<number>(models.length).fill(Math.floor((usable - labelWidth - models.length - 2) / models.length))],
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
    style: { head: [], border: [] },
    wordWrap: true,
  });
  drawn.push(['', ...models], ...testRows(own).map((row) => row.slice(0, models.length + 1)));
  return `${heading}\n${drawn.toString()}\n${differenceLine(own)}`;
}

/** "company: trained straight from the base 78 % (69–85), after all stages 85 % (76–90): 7 points (−1 to 15), no difference shown" */
function controlLine({ kind, name, control, tuned, difference }: ClosingTable['controls'][number]): string {
  const [alone, together] = kind === 'direct' ? ['straight from the base', 'after all stages'] : ['trained alone', 'trained together'];
  const share = (value: Estimate) => `${metricValue('exactMatch', value)} (${metricInterval('exactMatch', value, '–')})`;
  const verdict = controlVerdict(difference);
  return `Control, ${name}: ${alone} ${share(control)}, ${together} ${share(tuned)}: ${inPoints(difference)}, paired: ${verdict}`;
}

function closingLine({ kind, seconds, cpuSeconds }: ClosingTable): string {
  const processor = cpuSeconds === null ? '' : `, ${duration(cpuSeconds)} of processor time`;
  return `Scores with their 95 % intervals.${kind === 'progressive' ? ' "tuned" is right after the stage.' : ''}\n${duration(seconds)} in all${processor}.`;
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
  return `Tuned − base with examples, ${what}: ${inPoints(difference)}, paired`;
}

/** "42 points (33 to 51)" */
function inPoints({ estimate, low, high }: ClosingTable['controls'][number]['difference']): string {
  const points = (value: number) => (value * 100).toFixed(0).replace(/^-0$/, '0').replace('-', '−');
  return `${points(estimate)} points (${points(low)} to ${points(high)})`;
}
