import type { RunReport } from '../../contracts/report.ts';
import { keptColumns, keptRows, undefinedRetention } from '../kept.ts';
import { count, percent, ratio, significant } from '../numbers.ts';
import { ruleTitle, testNoun } from '../wording.ts';
import type { ReportTable } from './table.ts';

/** What became of every row: read, dropped by rule, kept, and where the kept ones went. */
export function countsTable({ data, plan }: RunReport): ReportTable {
  const rules = [...new Set(data.flatMap((stage) => Object.keys(stage.counts.dropped)))].toSorted();
  const row = (title: string, value: (stage: RunReport['data'][number]) => number) => [title, ...data.map((stage) => count(value(stage)))];
  return {
    caption: `Rows of each ${testNoun(plan)}`,
    head: ['Rows', ...data.map((stage) => stage.stage)],
    numeric: data.map((_, index) => index + 1),
    rows: [
      row('read', ({ counts }) => counts.read),
      ...rules.map((rule) => row(`dropped: ${ruleTitle(rule)}`, ({ counts }) => (counts.dropped as Record<string, number>)[rule] ?? 0)),
      row('kept', ({ counts }) => counts.kept),
      row('taken out of training as leaks', ({ leaks }) => leaks),
      row('train', ({ splits }) => splits.train),
      row('validation', ({ splits }) => splits.validation),
      row('test', ({ splits }) => splits.test),
    ],
  };
}

/** Lengths in words and how many answers differ. */
export function statisticsTable({ data }: RunReport): ReportTable {
  const lengths = ({ p5, p50, p95, max }: { p5: number; p50: number; p95: number; max: number }) =>
    `${significant(p50)} (${significant(p5)} to ${significant(p95)}, longest ${significant(max)})`;
  return {
    caption: 'Lengths in words: median, 5th to 95th percentile',
    head: ['', ...data.map((stage) => stage.stage)],
    rows: [
      ['words in a prompt', ...data.map(({ statistics }) => lengths(statistics.promptWords))],
      ['words in an answer', ...data.map(({ statistics }) => lengths(statistics.answerWords))],
      ['distinct answers', ...data.map(({ statistics }) => count(statistics.distinctAnswers))],
    ],
  };
}

export function droppedTable({ data }: RunReport): ReportTable {
  return {
    caption: 'Dropped rows',
    head: ['File', 'Line', 'Rule', 'Why'],
    numeric: [1],
    rows: data.flatMap((stage) => stage.dropped.map(({ file, line, rule, reason }) => [file, count(line), ruleTitle(rule), reason])),
  };
}

/** The heat map as numbers. */
export function retentionTable(report: RunReport): ReportTable {
  const rows = keptRows(report);
  return {
    caption: 'Score on each test and capability after each stage, and what is left of what was taught',
    head: ['After stage', 'On test', 'Score', 'Retention'],
    numeric: [2, 3],
    rows: keptColumns(rows, report).flatMap((after) =>
      rows.flatMap(({ title, cells }) =>
        cells
          .filter((cell) => cell.after === after)
          .map(({ score, retention }) => [
            after ?? 'none: the base model',
            title,
            percent(score),
            after === null ? '' : retention === null ? undefinedRetention : ratio(retention),
          ]),
      ),
    ),
  };
}
