import type { RunReport } from '../../contracts/report.ts';
import { counted, duration, percent } from '../numbers.ts';
import type { ReportTable } from './table.ts';

/** Seconds of the run by what they went to, and each part's share. */
export function timeTable({ goodput }: RunReport): ReportTable {
  const total = goodput.reduce((sum, part) => sum + part.seconds, 0);
  return {
    caption: `Where the time went: ${duration(total)} in all`,
    head: ['What', 'Time', 'Share'],
    numeric: [1, 2],
    rows: goodput.map(({ what, seconds }) => [what, duration(seconds), percent(total === 0 ? 0 : seconds / total)]),
  };
}

/** How much of the run was training, and what interruptions cost, in a sentence each. */
export function timeSentences({ goodput, interruptions }: RunReport): string[] {
  const total = goodput.reduce((sum, part) => sum + part.seconds, 0);
  const training = goodput.filter(({ what }) => /^train/i.test(what)).reduce((sum, part) => sum + part.seconds, 0);
  const { count, stepsDoneAgain, bitExact } = interruptions;
  const exact = bitExact
    ? 'Training went on bit for bit as if nothing had happened.'
    : 'Training went on in another environment, so the result is sound but not byte-equal.';
  return [
    `${percent(total === 0 ? 0 : training / total)} of ${duration(total)} was training.`,
    count === 0 ? 'Nothing interrupted it.' : `${counted(count, 'interruption')}; ${counted(stepsDoneAgain, 'step')} done again. ${exact}`,
  ];
}
