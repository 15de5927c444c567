import type { Estimate } from '../../contracts/evaluation-report.ts';
import type { Finding } from '../../contracts/finding.ts';
import type { PerturbationResult, RobustnessReport } from '../../contracts/robustness-report.ts';
import { perturbationTitles, suiteTitles } from '../behaviour-words.ts';
import { count, counted, metricWithInterval, pointsWithInterval } from '../numbers.ts';
import type { Measured } from './finding-table.ts';
import { findingTable } from './finding-table.ts';
import type { ReportTable } from './table.ts';

/** Rows of the table in a report; report.json holds them all. */
const mostRows = 12;

/** Every change to a question, the worst first: by what it loses, or by the largest share of things gone wrong. */
export function robustnessTable({ test, suites, intervals }: RobustnessReport): ReportTable {
  const all = suites.flatMap(({ perturbations }) => perturbations).toSorted((one, other) => harm(other) - harm(one));
  const further = all.length - mostRows;
  return findingTable<PerturbationResult>({
    caption: `${test}: questions put otherwise, the worst first`,
    columns: [
      { title: 'Put otherwise', cell: ({ perturbation, suite }) => `${perturbationTitles[perturbation]} (${suiteTitles[suite]})` },
      { title: 'Rows', cell: ({ asked }) => count(asked), isNumeric: true },
      { title: 'Score', cell: ({ score }) => share(score) },
      { title: 'Points lost', cell: ({ drop }) => ({ finding: drop, write: pointsWithInterval }) },
      { title: 'Failures', cell: ({ failures }) => share(failures), isQuiet: true },
      { title: 'Cut short', cell: ({ unfinished }) => share(unfinished), isQuiet: true },
      { title: 'Without text', cell: ({ empty }) => share(empty), isQuiet: true },
      { title: 'Refusals', cell: ({ refusals }) => share(refusals), isQuiet: true },
      { title: 'Needless refusals', cell: ({ overRefusals }) => share(overRefusals), isQuiet: true },
      { title: 'Secret told', cell: ({ attacks }) => share(attacks), isQuiet: true },
    ],
    items: all.slice(0, mostRows),
    notes: [
      ...(further > 0 ? [`${counted(further, 'further change')} that did less harm: see report.json.`] : []),
      `${counted(intervals, 'interval')} at 95 %, none corrected for their number.`,
    ],
  });
}

/** The largest of what a change does wrong, as a share; 0 where nothing of it could be measured. */
function harm({ drop, failures, overRefusals, attacks }: PerturbationResult): number {
  return Math.max(...[drop, failures, overRefusals, attacks].map(({ estimate }) => estimate?.mean ?? 0));
}

function share(finding: Finding): Measured {
  return { finding, write: (estimate: Estimate) => metricWithInterval('accuracy', estimate) };
}
