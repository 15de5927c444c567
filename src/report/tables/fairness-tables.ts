import type { Estimate } from '../../contracts/evaluation-report.ts';
import type { CounterfactualReport, GroupReport, Slice, SliceReport } from '../../contracts/fairness-report.ts';
import type { Finding } from '../../contracts/finding.ts';
import type { TestBehaviour } from '../behaviour.ts';
import { impactVerdicts } from '../behaviour.ts';
import { columnTitle, swapTitles } from '../behaviour-words.ts';
import { count, counted, metricWithInterval, pointsWithInterval, pValue, ratioWithInterval } from '../numbers.ts';
import type { Measured } from './finding-table.ts';
import { findingTable } from './finding-table.ts';
import type { ReportTable } from './table.ts';

/** Scores by the values of a column, the worst first. */
function sliceTable(test: string, metric: string, { column, slices, further, without, unscored }: SliceReport): ReportTable {
  return findingTable<Slice>({
    caption: `${test}: ${metric} by ${columnTitle(column)}`,
    columns: [
      { title: columnTitle(column), cell: ({ value }) => value },
      { title: 'Rows', cell: ({ n }) => count(n), isNumeric: true },
      { title: 'Score', cell: ({ score }) => share(score) },
    ],
    items: slices,
    notes: [
      ...(slices.length === 0 ? [`No row has a value of ${columnTitle(column)}.`] : []),
      ...(further === 0 ? [] : [`${counted(further, 'smaller slice is', 'smaller slices are')} not shown.`]),
      ...(without === 0 ? [] : [`${counted(without, 'row')} without a value.`]),
      ...(unscored === 0 ? [] : [`${counted(unscored, 'row')} without a score.`]),
    ],
  });
}

/** Best and worst of the groups of each column, and the lowest rate ÷ the highest. */
function groupTable(test: string, groups: readonly GroupReport[]): ReportTable {
  return findingTable<GroupReport>({
    caption: `${test}: groups compared`,
    columns: [
      { title: 'Groups by', cell: ({ column }) => columnTitle(column) },
      { title: 'Best', cell: ({ gap }) => gap?.best ?? '–' },
      { title: 'Worst', cell: ({ gap }) => gap?.worst ?? '–' },
      { title: 'Gap in points', cell: ({ gap }) => ({ finding: gap?.difference ?? tooFew, write: pointsWithInterval }) },
      { title: 'As far apart by chance', cell: ({ gap }) => (gap === null || gap.pValue === null ? '–' : pValue(gap.pValue)) },
      { title: 'Impact ratio', cell: impact },
      { title: 'Four-fifths rule', cell: ({ impactRatio: { verdict } }) => (verdict === null ? '–' : impactVerdicts[verdict]) },
    ],
    items: groups,
    notes: [
      ...groups.flatMap(({ column, impactRatio: { tooSmall } }) =>
        tooSmall.length === 0 ? [] : [`By ${columnTitle(column)}, too few rows to be compared: ${tooSmall.join(', ')}.`],
      ),
      'Impact ratio = lowest ÷ highest rate of a favourable outcome; below 0.8 it is a sign to look closer, not a proof.',
    ],
  });
}

const tooFew: Finding = { estimate: null, reason: 'fewer than two groups have enough rows' };

function impact({ impactRatio: { ratio, low, high, reason, lowest, highest } }: GroupReport): Measured {
  const write = (estimate: Estimate) => ratioWithInterval(estimate);
  if (ratio === null || low === null || high === null) return { finding: { estimate: null, reason }, write };
  return {
    finding: { estimate: { mean: ratio, low, high, n: (lowest?.n ?? 0) + (highest?.n ?? 0), method: 'bootstrap' }, reason: null },
    write,
  };
}

/** What exchanging words does to the answers. */
function counterfactualTable(test: string, swaps: readonly CounterfactualReport[]): ReportTable {
  return findingTable<CounterfactualReport>({
    caption: `${test}: the same rows with other people in them`,
    columns: [
      { title: 'Exchanged', cell: ({ swap }) => swapTitles[swap] },
      { title: 'Rows', cell: ({ asked }) => count(asked), isNumeric: true },
      { title: 'Answers that change', cell: ({ flips }) => share(flips) },
      { title: 'Points lost', cell: ({ drop }) => ({ finding: drop, write: pointsWithInterval }) },
      { title: 'Points lost at worst', cell: ({ worstCase }) => ({ finding: worstCase.degradation, write: pointsWithInterval }) },
      { title: 'Left at worst', cell: ({ worstCase }) => ({ finding: worstCase.retention, write: ratioWithInterval }) },
    ],
    items: swaps,
    notes: swaps.flatMap(({ swap, unchanged, answerNamesGroup, unanswered }) => {
      const left = [
        ...(unchanged === 0 ? [] : [`${count(unchanged)} without such words`]),
        ...(answerNamesGroup === 0 ? [] : [`${count(answerNamesGroup)} whose answer would change too`]),
        ...(unanswered === 0 ? [] : [`${count(unanswered)} unanswered`]),
      ];
      return left.length === 0 ? [] : [`${capital(swapTitles[swap])}: rows left out: ${left.join(', ')}.`];
    }),
  });
}

/** For each group: what its words gain or cost an answer. Empty where no row names one group only. */
function swapGapTable(test: string, swaps: readonly CounterfactualReport[]): ReportTable {
  const gaps = swaps.flatMap(({ swap, gaps: found }) => found.map(({ group, gap }) => ({ swap, group, gap })));
  return findingTable<(typeof gaps)[number]>({
    caption: `${test}: score as one group − score as another, in points`,
    columns: [
      { title: 'Group', cell: ({ group }) => capital(group) },
      { title: 'Exchanged', cell: ({ swap }) => swapTitles[swap] },
      { title: 'Gap in points', cell: ({ gap }) => ({ finding: gap, write: pointsWithInterval }) },
    ],
    items: gaps,
  });
}

function share(finding: Finding): Measured {
  return { finding, write: (estimate: Estimate) => metricWithInterval('accuracy', estimate) };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Slices and groups of one test, then what exchanging words does. */
export function fairnessTables({ test, metric, report }: TestBehaviour): ReportTable[] {
  const { slices, groups, counterfactuals } = report;
  return [
    ...[...slices, ...groups].map((slice) => sliceTable(test, metric, slice)),
    ...(counterfactuals.length === 0 ? [] : [counterfactualTable(test, counterfactuals)]),
  ];
}

/** Numbers behind them: groups compared, and the score as each group. */
export function fairnessDetails({ test, report }: TestBehaviour): ReportTable[] {
  const { groups, counterfactuals } = report;
  return [...(groups.length === 0 ? [] : [groupTable(test, groups)]), swapGapTable(test, counterfactuals)].filter(
    ({ rows }) => rows.length > 0,
  );
}
