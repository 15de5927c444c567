import type { CustomSeriesRenderItem } from 'echarts';
import type { RobustnessReport } from '../../contracts/robustness-report.ts';
import { robustnessBars } from '../behaviour.ts';
import { metricWithInterval, notMeasured } from '../numbers.ts';
import { intervalLines, numbersBeside, reasonBeside, whisker } from './interval-lines.ts';
import { drawSvg, ink } from './svg.ts';

type Bar = ReturnType<typeof robustnessBars>[number];

const thickness = 18;

/** Mean score as the questions are and at worst, a bar a suite, each with its 95 % interval. */
export function robustnessChart(robustness: RobustnessReport, metric: string): string {
  const bars = robustnessBars(robustness);
  return drawSvg({
    label: `${metric} on ${robustness.test} when questions are put otherwise: ${bars.map(described).join('; ')}`,
    width: 480,
    height: bars.length * 34 + 34,
    option: intervalLines({
      names: bars.map(({ title }) => title),
      data: bars.map(({ finding: { estimate } }, index) => [index, estimate?.mean ?? 0, estimate?.low ?? 0, estimate?.high ?? 0]),
      isShare: true,
      renderItem: barWithInterval(bars),
    }),
  });
}

function described({ title, kind, finding }: Bar): string {
  return `${title}${kind === 'worst' ? ' at worst' : ''} ${metricWithInterval('accuracy', finding.estimate)}`;
}

function barWithInterval(bars: readonly Bar[]): CustomSeriesRenderItem {
  return (parameters, api) => {
    const { kind, finding } = bars[api.value(0) as number]!;
    const { estimate } = finding;
    const [start = 0, y = 0] = api.coord([0, api.value(0)]);
    const [end, low, high] = [1, 2, 3].map((dimension) => api.coord([api.value(dimension), api.value(0)])[0] ?? 0) as [
      number,
      number,
      number,
    ];
    if (estimate === null) return { type: 'group', children: [reasonBeside(parameters, y, notMeasured)] };
    const body = {
      type: 'rect',
      shape: { x: start, y: y - thickness / 2, width: end - start, height: thickness, r: 3 },
      style: { fill: kind === 'original' ? 'var(--base)' : 'var(--tuned)', opacity: 0.75 },
    } as const;
    const ends = whisker([low, high], y, { stroke: ink, lineWidth: 1.5, fill: 'none' });
    return { type: 'group', children: [body, ...ends, numbersBeside(parameters, y, 'accuracy', estimate)] };
  };
}
