import type { CustomSeriesRenderItem } from 'echarts';
import type { EChartsCoreOption } from 'echarts/core';
import type { Estimate, MetricName } from '../../contracts/evaluation-report.ts';
import { metricInterval, metricValue } from '../numbers.ts';
import { fontSize, ink, line, muted } from './svg.ts';

const gutter = 126;

interface IntervalLines {
  /** One for each line, from the top. */
  names: string[];
  /** Position of the line, mean, low, high. */
  data: number[][];
  /** false: a metric without an upper bound, whose axis is left to the values. */
  isShare: boolean;
  renderItem: CustomSeriesRenderItem;
}

/** A chart of one estimate a line, with room for its numbers at the right. */
export function intervalLines({ names, data, isShare, renderItem }: IntervalLines): EChartsCoreOption {
  const percent = (value: number) => `${Math.round(value * 100)} %`;
  return {
    grid: { left: 112, right: gutter, top: 4, bottom: 28 },
    xAxis: {
      type: 'value',
      ...(isShare ? { min: 0, max: 1, interval: 0.25 } : {}),
      axisLabel: { color: muted, fontSize: 12, ...(isShare ? { formatter: percent } : {}) },
      splitLine: { lineStyle: { color: line } },
      axisLine: { show: false },
    },
    yAxis: {
      type: 'category',
      inverse: true,
      data: names,
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { color: ink, fontSize, margin: 16 },
    },
    series: [{ type: 'custom', encode: { x: [1, 2, 3], y: 0 }, data, renderItem }],
  };
}

/** A line with ends from `low` to `high`, in pixels. */
export function whisker([low, high]: readonly [number, number], y: number, style: object, lineStyle: object = style) {
  return [
    { type: 'line', shape: { x1: low, y1: y, x2: high, y2: y }, style: lineStyle },
    { type: 'line', shape: { x1: low, y1: y - 5, x2: low, y2: y + 5 }, style },
    { type: 'line', shape: { x1: high, y1: y - 5, x2: high, y2: y + 5 }, style },
  ] as const;
}

/** Value and interval in the gutter of a line. */
export function numbersBeside(parameters: Parameters<CustomSeriesRenderItem>[0], y: number, metric: MetricName, estimate: Estimate) {
  const area = parameters.coordSys as unknown as { x: number; width: number };
  return textBeside(area, y, `{v|${metricValue(metric, estimate)}}  {i|${metricInterval(metric, estimate, '–')}}`);
}

/** Why there is no value, in the gutter of a line. */
export function reasonBeside(parameters: Parameters<CustomSeriesRenderItem>[0], y: number, reason: string) {
  return textBeside(parameters.coordSys as unknown as { x: number; width: number }, y, `{i|${reason}}`);
}

function textBeside(area: { x: number; width: number }, y: number, text: string) {
  return { type: 'text', x: area.x + area.width + 18, y, style: { text, verticalAlign: 'middle', rich: fonts } } as const;
}

const fonts = {
  v: { fill: ink, fontWeight: 600, fontSize, fontFamily: 'inherit', width: 46 },
  i: { fill: muted, fontSize: 12, fontFamily: 'inherit' },
};
