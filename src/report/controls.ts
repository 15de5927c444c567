/** What a run's controls say: the same rows learned otherwise. */
import type { ControlOutcome } from '../contracts/run.ts';
import type { RunReport } from '../contracts/report.ts';
import { duration, metricWithInterval, notMeasured } from './numbers.ts';
import { stageProofs } from './proof.ts';
import type { ReportTable } from './tables/table.ts';
import { differenceInWords, metricTitle } from './wording.ts';

/** Whether the 95 % interval of the paired difference lies on one side of 0. */
export type ControlVerdict = 'gained' | 'lost' | 'no difference shown';

export function controlVerdict({ low, high }: { low: number; high: number }): ControlVerdict {
  return low > 0 ? 'gained' : high < 0 ? 'lost' : 'no difference shown';
}

/** Title of the section; null where the spec asked for no control. */
export function controlsTitle({ plan: { control } }: RunReport): string | null {
  return { none: null, direct: 'What the earlier stages gained', singleTask: 'What the tasks gain from one another' }[control];
}

/** What was compared with what. */
export function controlsLead({ plan: { control } }: RunReport): string {
  return control === 'direct'
    ? 'The control learned the last stage straight from the base model: the same rows, the same number of updates, no stage before it.'
    : 'Each control learned one task alone, from the base model: its rows as often as in the mix, the same batch.';
}

/** One sentence a control, which says so when nothing was gained. */
export function controlSentences(report: RunReport): string[] {
  if (report.plan.control !== 'none' && report.controls.length === 0)
    return ['No control was trained: no stage was accepted after another one, so there is nothing to compare.'];
  return report.controls.map((control) => {
    const others = control.kind === 'direct' ? 'the earlier stages' : 'the other tasks';
    const said = {
      gained: `${others} helped`,
      lost: `${others} cost something: trained alone it does better`,
      'no difference shown': `no gain from ${others} is shown`,
    }[controlVerdict(control.comparison.difference)];
    return `${control.test}: ${said} (${differenceInWords(control.comparison)}).`;
  });
}

/** Control beside the run's model, a row a test. */
export function controlsTable(report: RunReport): ReportTable {
  const [alone, together] =
    report.plan.control === 'direct'
      ? (['Straight from the base', 'After all stages'] as const)
      : (['Trained alone', 'Trained together'] as const);
  const answers = new Map(stageProofs(report).map((proof) => [proof.stage, proof.answers]));
  const row = ({ test, comparison, training }: ControlOutcome) => [
    `${test}, ${metricTitle(comparison.metric, answers.get(test) ?? 'text').toLowerCase()}`,
    metricWithInterval(comparison.metric, comparison.before),
    metricWithInterval(comparison.metric, comparison.after),
    differenceInWords(comparison),
    training.seconds === 0 ? notMeasured : duration(training.seconds),
  ];
  return {
    caption: controlsTitle(report) ?? 'Controls',
    head: ['Test rows of', alone, together, 'Gained', 'Training of the control'],
    rows: report.controls.map(row),
  };
}
