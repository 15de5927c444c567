import type { CustomSeriesRenderItem } from 'echarts';
import type { RobustnessReport } from '../../contracts/robustness-report.ts';
import { robustnessBars } from '../behaviour.ts';
import { metricInterval, metricValue, metricWithInterval, notMeasured } from '../numbers.ts';
import { drawSvg, fontSize, ink, line, muted } from './svg.ts';

type Bar = ReturnType<typeof robustnessBars>[number];

const gutter = 126;
const thickness = 18;

/** Mean score as the questions are and at worst, a bar a suite, each with its 95 % interval. */
export function robustnessChart(robustness: RobustnessReport, metric: string): string {
  const bars = robustnessBars(robustness);
  return drawSvg({
    label: `${metric} on ${robustness.test} when questions are put otherwise: ${bars.map(described).join('; ')}`,
    width: 480,
    height: bars.length * 34 + 34,
    option: {
      grid: { left: 112, right: gutter, top: 4, bottom: 28 },
      xAxis: {
        type: 'value',
        min: 0,
        max: 1,
        interval: 0.25,
        axisLabel: { color: muted, fontSize: 12, formatter: (value: number) => `${Math.round(value * 100)} %` },
        splitLine: { lineStyle: { color: line } },
        axisLine: { show: false },
      },
      yAxis: {
        type: 'category',
        inverse: true,
        data: bars.map(({ title }) => title),
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: { color: ink, fontSize, margin: 16 },
      },
      series: [
        {
          type: 'custom',
          encode: { x: [1, 2, 3], y: 0 },
          data: bars.map(({ finding: { estimate } }, index) => [index, estimate?.mean ?? 0, estimate?.low ?? 0, estimate?.high ?? 0]),
          renderItem: barWithInterval(bars),
        },
      ],
    },
  });
}

function described({ title, kind, finding }: Bar): string {
  return `${title}${kind === 'worst' ? ' at worst' : ''} ${metricWithInterval('accuracy', finding.estimate)}`;
}

function barWithInterval(bars: readonly Bar[]): CustomSeriesRenderItem {
  return (parameters, api) => {
    const bar = bars[api.value(0) as number]!;
    const { estimate } = bar.finding;
    const [start = 0, y = 0] = api.coord([0, api.value(0)]);
    const [end, low, high] = [1, 2, 3].map((dimension) => api.coord([api.value(dimension), api.value(0)])[0] ?? 0) as [
      number,
      number,
      number,
    ];
    const area = parameters.coordSys as unknown as { x: number; width: number };
    const colour = bar.kind === 'original' ? 'var(--base)' : 'var(--tuned)';
    const whisker = { stroke: ink, lineWidth: 1.5, fill: 'none' };
    const text =
      estimate === null
        ? `{i|${notMeasured}}`
        : `{v|${metricValue('accuracy', estimate)}}  {i|${metricInterval('accuracy', estimate, '–')}}`;
    const drawn = [
      {
        type: 'rect',
        shape: { x: start, y: y - thickness / 2, width: end - start, height: thickness, r: 3 },
        style: { fill: colour, opacity: 0.75 },
      },
      { type: 'line', shape: { x1: low, y1: y, x2: high, y2: y }, style: whisker },
      { type: 'line', shape: { x1: low, y1: y - 5, x2: low, y2: y + 5 }, style: whisker },
      { type: 'line', shape: { x1: high, y1: y - 5, x2: high, y2: y + 5 }, style: whisker },
    ] as const;
    return {
      type: 'group',
      children: [
        ...(estimate === null ? [] : drawn),
        { type: 'text', x: area.x + area.width + 18, y, style: { text, verticalAlign: 'middle', rich: numbers } },
      ],
    };
  };
}

const numbers = {
  v: { fill: ink, fontWeight: 600, fontSize, fontFamily: 'inherit', width: 46 },
  i: { fill: muted, fontSize: 12, fontFamily: 'inherit' },
};
