import type { CustomSeriesRenderItem } from 'echarts';
import { metricInterval, metricValue, metricWithInterval } from '../numbers.ts';
import type { ProofModel, StageProof } from '../proof.ts';
import { metricTitle } from '../wording.ts';
import { drawSvg, fontSize, ink, line, muted } from './svg.ts';

const colours: Record<ProofModel, string> = {
  zeroShot: 'var(--base)',
  fewShot: 'var(--few-shot)',
  after: 'var(--tuned)',
  end: 'var(--tuned)',
};
const names: Record<ProofModel, string> = { zeroShot: 'base', fewShot: 'with examples', after: 'tuned', end: 'at the end' };
const gutter = 126;

/** Error bars: the primary metric of a stage's test set with its 95 % interval, one line a model. */
export function scoreIntervalsChart(proof: StageProof): string {
  const measured = proof.rows.map((row) => ({ ...row, value: row.scores?.metrics[proof.primary] ?? null }));
  const unbounded = proof.primary === 'perplexity';
  const label = `${metricTitle(proof.primary, proof.answers)} on ${proof.stage}: ${measured.map((row) => `${row.title} ${metricWithInterval(proof.primary, row.value)}`).join('; ')}`;
  return drawSvg({
    label,
    width: 480,
    height: measured.length * 38 + 34,
    option: {
      grid: { left: 112, right: gutter, top: 4, bottom: 28 },
      xAxis: {
        type: 'value',
        ...(unbounded ? {} : { min: 0, max: 1, interval: 0.25 }),
        axisLabel: { color: muted, fontSize: 12, ...(unbounded ? {} : { formatter: (value: number) => `${Math.round(value * 100)} %` }) },
        splitLine: { lineStyle: { color: line } },
        axisLine: { show: false },
      },
      yAxis: {
        type: 'category',
        inverse: true,
        data: measured.map((row) => names[row.model]),
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: { color: ink, fontSize, margin: 16 },
      },
      series: [
        {
          type: 'custom',
          encode: { x: [1, 2, 3], y: 0 },
          data: measured.flatMap((row, index) => (row.value === null ? [] : [[index, row.value.mean, row.value.low, row.value.high]])),
          renderItem: errorBar(proof, measured),
        },
      ],
    },
  });
}

function errorBar(
  proof: StageProof,
  rows: (StageProof['rows'][number] & { value: Parameters<typeof metricValue>[1] | null })[],
): CustomSeriesRenderItem {
  return (parameters, api) => {
    const row = rows[api.value(0) as number]!;
    const [x = 0, y = 0] = api.coord([api.value(1), api.value(0)]);
    const [low = 0] = api.coord([api.value(2), api.value(0)]);
    const [high = 0] = api.coord([api.value(3), api.value(0)]);
    const area = parameters.coordSys as unknown as { x: number; width: number };
    const stroke = { stroke: colours[row.model], lineWidth: 2.5, lineCap: 'round' as const, fill: 'none' };
    const dot = row.model === 'end' ? { fill: 'var(--card)', stroke: colours.end, lineWidth: 2.5 } : { fill: colours[row.model] };
    const text = `{v|${metricValue(proof.primary, row.value!)}}  {i|${metricInterval(proof.primary, row.value!, '–')}}`;
    return {
      type: 'group',
      children: [
        { type: 'line', shape: { x1: low, y1: y, x2: high, y2: y }, style: { ...stroke, opacity: 0.55 } },
        { type: 'line', shape: { x1: low, y1: y - 5, x2: low, y2: y + 5 }, style: stroke },
        { type: 'line', shape: { x1: high, y1: y - 5, x2: high, y2: y + 5 }, style: stroke },
        { type: 'circle', shape: { cx: x, cy: y, r: 5.5 }, style: dot },
        {
          type: 'text',
          x: area.x + area.width + 18,
          y,
          style: {
            text,
            verticalAlign: 'middle',
            rich: {
              v: { fill: ink, fontWeight: 600, fontSize, fontFamily: 'inherit', width: 46 },
              i: { fill: muted, fontSize: 12, fontFamily: 'inherit' },
            },
          },
        },
      ],
    };
  };
}
