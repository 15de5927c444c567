import type { RunReport } from '../../contracts/report.ts';
import { duration } from '../numbers.ts';
import { drawSvg } from './svg.ts';

export const timeColours = 7;

/** One stacked bar of the run's seconds; the table beside it is its key. */
export function timeBar(goodput: RunReport['goodput']): string {
  const total = goodput.reduce((sum, part) => sum + part.seconds, 0);
  return drawSvg({
    label: `Where the time went: ${goodput.map(({ what, seconds }) => `${what} ${duration(seconds)}`).join('; ')}`,
    width: 900,
    height: 40,
    option: {
      grid: { left: 0, right: 0, top: 0, bottom: 0 },
      xAxis: { type: 'value', show: false, min: 0, max: total },
      yAxis: { type: 'category', show: false, data: [''] },
      series: goodput.map(({ seconds }, index) => ({
        type: 'bar',
        stack: 'time',
        barWidth: 40,
        data: [seconds],
        itemStyle: { color: `var(--time-${index % timeColours})`, borderColor: 'var(--paper)', borderWidth: 1 },
        emphasis: { disabled: true },
      })),
    },
  });
}
