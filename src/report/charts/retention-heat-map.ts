import type { RunReport } from '../../contracts/report.ts';
import { percent, ratio } from '../numbers.ts';
import { drawSvg, fontSize, ink, muted } from './svg.ts';

const cellWidth = 104;
const cellHeight = 56;
const left = 128;

/** Score on each test after each stage. The fuller the colour, the higher the score; what fell below `minimum` is framed. */
export function retentionHeatMap({ retention, plan }: Pick<RunReport, 'retention' | 'plan'>): string {
  const stages = plan.stages.map((stage) => stage.name);
  const rows = stages.filter((name) => retention.some((cell) => cell.after === name));
  const cells = retention.map((cell) => {
    const minimum = plan.stages.find((stage) => stage.name === cell.after)?.gates.retention.minimum ?? 0;
    const lost = cell.retention !== null && cell.retention < minimum;
    const kept = cell.after === cell.test ? 'just learned' : cell.retention === null ? 'not defined' : `keeps ${ratio(cell.retention)}`;
    return {
      value: [stages.indexOf(cell.test), rows.indexOf(cell.after), cell.score],
      itemStyle: {
        color: lost ? 'var(--fail-fill)' : fill(cell.score),
        borderColor: lost ? 'var(--fail)' : 'var(--card)',
        borderWidth: 3,
        borderRadius: 8,
      },
      label: {
        show: true,
        formatter: `{score|${percent(cell.score)}}\n{kept|${kept}}`,
        rich: {
          score: { color: ink, fontSize: 16, fontWeight: 600, fontFamily: 'inherit', lineHeight: 21 },
          kept: { color: ink, fontSize: 11.5, fontFamily: 'inherit', lineHeight: 16 },
        },
      },
    };
  });
  const described = retention.map(
    (cell) =>
      `after ${cell.after} on ${cell.test} ${percent(cell.score)}${cell.retention === null ? '' : `, keeps ${ratio(cell.retention)}`}`,
  );
  const axis = {
    type: 'category',
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: { color: muted, fontSize, interval: 0, width: 110, overflow: 'truncate' },
  };
  return drawSvg({
    label: `Retention matrix: ${described.join('; ')}`,
    width: left + stages.length * cellWidth + 8,
    height: 34 + rows.length * cellHeight + 8,
    option: {
      grid: { left, right: 8, top: 34, bottom: 8 },
      xAxis: { ...axis, data: stages.map((name) => `on ${name}`), position: 'top' },
      yAxis: { ...axis, data: rows.map((name) => `after ${name}`), inverse: true },
      visualMap: { show: false, min: 0, max: 1, inRange: { opacity: [1, 1] } },
      series: [{ type: 'heatmap', data: cells, emphasis: { disabled: true } }],
    },
  });
}

/** A tint of the tuned model's colour that ink stays readable on. */
function fill(score: number): string {
  return `color-mix(in srgb, var(--tuned) ${Math.round(6 + score * 44)}%, var(--card))`;
}
