import Table from 'cli-table3';
import type { ClosingTable, ClosingTest } from '../../src/contracts/closing-table.ts';
import type { Estimate } from '../../src/contracts/evaluation-report.ts';
import { controlVerdict, type ControlVerdict } from '../../src/report/controls.ts';
import { duration, metricInterval, metricValue, notMeasured, signedPoints } from '../../src/report/numbers.ts';
import { metricTitle } from '../../src/report/wording.ts';

type Difference = NonNullable<ClosingTest['difference']>;
type Control = ClosingTable['controls'][number];

const labelWidth = 14;
const columns = 5;

/** The tasks of a run in one table, for a terminal of `width` columns (90 to 110 are used), and what they did to each other. */
export function tasksTableText(table: ClosingTable, width: number): string {
  const usable = Math.min(110, Math.max(90, width));
  const drawn = new Table({
    colWidths: [labelWidth, ...Array<number>(columns).fill(Math.floor((usable - labelWidth - columns - 2) / columns))],
    style: { head: [], border: [] },
    wordWrap: true,
  });
  const tasks = table.stages.flatMap(({ name, tests }) => tests.filter((test) => test.name === name));
  const controlOf = (task: string) => table.controls.find(({ kind, name }) => kind === 'singleTask' && name === task);
  drawn.push(['', 'base', `base, ${table.fewShot}-shot`, 'tuned', 'alone', 'tuned − alone']);
  drawn.push(...tasks.map((task) => row(task, controlOf(task.name))));
  const sentences = tasks.map((task) => sentence(task, controlOf(task.name)));
  return [drawn.toString(), legend(table), ...sentences, summary(table.controls)].join('\n');
}

function row(task: ClosingTest, control: Control | undefined): string[] {
  const { metric, zeroShot, fewShot, after } = task.metrics.find((found) => found.metric === task.primary) ?? {};
  const scores = [zeroShot, fewShot, after, control?.control].map((value: Estimate | null | undefined) =>
    value == null || metric === undefined ? notMeasured : `${metricValue(metric, value)} (${metricInterval(metric, value, '–')})`,
  );
  return [`${task.name}\n${metricTitle(task.primary, task.answers)}`, ...scores, inPoints(control?.difference)];
}

/** "+7 points (−1 to +15)" */
function inPoints(difference: Difference | null | undefined): string {
  if (difference == null) return notMeasured;
  const { estimate, low, high } = difference;
  return `${signedPoints(estimate)} points (${signedPoints(low)} to ${signedPoints(high)})`;
}

function legend({ seconds, cpuSeconds }: ClosingTable): string {
  const processor = cpuSeconds === null ? '' : `, ${duration(cpuSeconds)} of processor time`;
  return `"tuned" is the one model of all tasks, "alone" a model trained on that task only.
Brackets are 95 % intervals, differences are paired. ${duration(seconds)} in all${processor}.\n`;
}

function sentence({ name, n, difference }: ClosingTest, control: Control | undefined): string {
  const said: Record<ControlVerdict, string> = {
    gained: 'the other tasks helped it',
    lost: 'the other tasks harmed it: alone it does better',
    'no difference shown': `neither help nor harm from the other tasks shows on ${n} rows`,
  };
  const others = control === undefined ? 'it was not trained alone' : said[controlVerdict(control.difference)];
  return `${name}: ${inPoints(difference)} against the base with examples; ${others}.`;
}

function summary(controls: readonly Control[]): string {
  if (controls.length === 0) return '\nNo task was trained alone, so nobody knows what training together gained.';
  const verdicts = controls.map(({ difference }) => controlVerdict(difference));
  const counted = (verdict: ControlVerdict) => verdicts.filter((found) => found === verdict).length;
  const [gained, lost] = [counted('gained'), counted('lost')];
  if (gained > 0) return `\nTraining together helped ${gained} and harmed ${lost} of ${controls.length} tasks.`;
  const cost = lost === 0 ? '' : `, and harmed ${lost} of ${controls.length}`;
  return `\nTraining together gained no task anything that can be told from chance${cost}. What it gives is one model to serve instead of several.`;
}
