import type { RunReport } from '../../contracts/report.ts';
import type { KeptCell, KeptRow } from '../kept.ts';
import { keptColumns, keptRows } from '../kept.ts';
import { percent, ratio } from '../numbers.ts';
import { drawSvg, fontSize, ink, muted } from './svg.ts';

const cellWidth = 104;
const cellHeight = 56;
const left = 138;
const top = 34;
/** Between the stages' tests and the general capabilities. */
const gap = 34;
/** Smaller than this share of its size the picture's words are hard to read. */
const leastShrunk = 0.75;

/** Score on each test and capability, model by model. The fuller the colour, the higher the score; what fell below `minimum` is framed. */
export function retentionHeatMap(report: RunReport): string {
  const rows = keptRows(report);
  const columns = keptColumns(rows, report);
  const tests = rows.filter(({ kind }) => kind === 'test');
  const capabilities = rows.filter(({ kind }) => kind === 'capability');
  const blocks = [tests, capabilities].filter((block) => block.length > 0);
  const tops = blocks.map((_, index) => top + (index === 0 ? 0 : blocks[0]!.length * cellHeight + gap));
  const width = left + columns.length * cellWidth + 8;
  return drawSvg({
    label: `Retention matrix: ${rows.flatMap(described).join('; ')}`,
    width,
    narrowest: Math.round(width * leastShrunk),
    height: tops.at(-1)! + blocks.at(-1)!.length * cellHeight + 8,
    option: {
      grid: blocks.map((block, index) => ({ left, right: 8, top: tops[index], height: block.length * cellHeight })),
      xAxis: blocks.map((_, index) => ({ ...axis, gridIndex: index, ...heading(columns, index), position: 'top' })),
      yAxis: blocks.map((block, index) => ({ ...axis, gridIndex: index, data: block.map(({ title }) => title), inverse: true })),
      visualMap: { show: false, min: 0, max: 1, inRange: { opacity: [1, 1] } },
      series: blocks.map((block, index) => ({
        type: 'heatmap',
        xAxisIndex: index,
        yAxisIndex: index,
        data: block.flatMap(({ cells }, row) => cells.map((cell) => tile(cell, columns.indexOf(cell.after), row))),
        emphasis: { disabled: true },
      })),
    },
  });
}

const axis = {
  type: 'category',
  axisLine: { show: false },
  axisTick: { show: false },
  axisLabel: { color: muted, fontSize, interval: 0, width: left - 14, overflow: 'truncate' },
};

/** Models stand above the first block only; the second has its own name there. */
function heading(columns: readonly (string | null)[], block: number): object {
  if (block === 0)
    return { data: columns.map((name) => (name === null ? 'base' : `after ${name}`)), axisLabel: { ...axis.axisLabel, width: cellWidth } };
  return {
    data: columns.map(() => ''),
    axisLabel: { show: false },
    name: 'general capabilities',
    nameLocation: 'start',
    nameGap: 12,
    nameTextStyle: { color: muted, fontSize: 11.5, align: 'right' },
  };
}

function tile({ score, words, isLost }: KeptCell, column: number, row: number): object {
  return {
    value: [column, row, score],
    itemStyle: {
      color: isLost ? 'var(--fail-fill)' : fill(score),
      borderColor: isLost ? 'var(--fail)' : 'var(--card)',
      borderWidth: 3,
      borderRadius: 8,
    },
    label: {
      show: true,
      formatter: `{score|${percent(score)}}\n{kept|${words}}`,
      rich: {
        score: { color: ink, fontSize: 16, fontWeight: 600, fontFamily: 'inherit', lineHeight: 21 },
        kept: { color: ink, fontSize: 11.5, fontFamily: 'inherit', lineHeight: 16 },
      },
    },
  };
}

function described({ title, cells }: KeptRow): string[] {
  return cells.map(
    ({ after, score, retention }) =>
      `${after === null ? 'base' : `after ${after}`} on ${title} ${percent(score)}${retention === null ? '' : `, keeps ${ratio(retention)}`}`,
  );
}

/** A tint of the tuned model's colour that ink stays readable on. */
function fill(score: number): string {
  return `color-mix(in srgb, var(--tuned) ${Math.round(6 + score * 44)}%, var(--card))`;
}
