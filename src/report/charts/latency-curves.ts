import type { RunReport } from '../../contracts/report.ts';
import { significant } from '../numbers.ts';
import { drawSvg, fontSize, ink, line, muted } from './svg.ts';

const quantiles = ['p50', 'p95'] as const;

/** Seconds of a whole answer against the requests under way at once: base and tuned, the median whole and the 95th percentile dashed. */
export function latencyChart({ latency }: Pick<RunReport, 'latency'>): string {
  const levels = [...new Set(latency.flatMap((model) => (model.levels ?? []).map(({ concurrency }) => concurrency)))].toSorted(
    (a, b) => a - b,
  );
  const series = latency.flatMap(({ title, levels: measured }) =>
    quantiles.map((quantile) => ({
      title,
      quantile,
      seconds: levels.map((level) => {
        const value = measured?.find(({ concurrency }) => concurrency === level)?.report.endToEndMs[quantile].value ?? null;
        return value === null ? null : value / 1000;
      }),
    })),
  );
  return drawSvg({
    label: `Seconds of a whole answer by requests at once: ${series.map((each) => described(each, levels)).join('; ')}`,
    width: 640,
    height: 260,
    option: {
      grid: { left: 56, right: 150, top: 16, bottom: 44 },
      xAxis: {
        type: 'category',
        data: levels.map(String),
        name: 'requests at once',
        nameLocation: 'middle',
        nameGap: 28,
        nameTextStyle: { color: muted, fontSize: 12 },
        axisLabel: { color: ink, fontSize },
        axisLine: { lineStyle: { color: line } },
        axisTick: { show: false },
      },
      yAxis: {
        type: 'value',
        min: 0,
        name: 's',
        nameTextStyle: { color: muted, fontSize: 12 },
        axisLabel: { color: muted, fontSize: 12 },
        splitLine: { lineStyle: { color: line } },
      },
      series: series.map(({ title, quantile, seconds }) => {
        const colour = title === 'base' ? 'var(--base)' : 'var(--tuned)';
        return {
          type: 'line',
          data: seconds,
          symbolSize: 7,
          lineStyle: { color: colour, width: 2, type: quantile === 'p50' ? 'solid' : 'dashed' },
          itemStyle: { color: colour },
          endLabel: { show: quantile === 'p50', formatter: title, color: ink, fontSize: 12, distance: 10 },
        };
      }),
    },
  });
}

function described(
  { title, quantile, seconds }: { title: string; quantile: (typeof quantiles)[number]; seconds: (number | null)[] },
  levels: number[],
): string {
  const points = seconds.flatMap((value, index) => (value === null ? [] : [`${significant(value)} s at ${levels[index]!}`]));
  return `${title} ${quantile === 'p50' ? 'median' : '95th percentile'} ${points.join(', ') || 'not measured'}`;
}
