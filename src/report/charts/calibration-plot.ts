import type { ClassDetails } from '../../contracts/evaluation-report.ts';
import { counted, percent } from '../numbers.ts';
import { drawSvg, ink, line, muted } from './svg.ts';

const side = { plot: 300, left: 58, right: 26, top: 22, bottom: 50 };
/** Diameter of a circle that holds every row; one that would be too small to see gets the least. */
const diameter = { most: 64, least: 5 };
/** A circle at least this wide has room for its number of rows. */
const roomForWords = 24;

/** Share of right answers against how sure the model was, a circle a bin, its area as the rows in it. On the diagonal it is as often right as it says. */
export function calibrationPlot({ calibration }: ClassDetails): string {
  const rows = calibration.reduce((sum, { n }) => sum + n, 0);
  const bins = calibration.toSorted((one, other) => other.n - one.n); // small circles stay in sight before large ones
  return drawSvg({
    label: `Calibration: ${calibration.map(({ n, confidence, accuracy }) => `${percent(confidence)} sure, ${percent(accuracy)} right in ${counted(n, 'row')}`).join('; ') || 'no bin holds rows'}`,
    width: side.left + side.plot + side.right,
    height: side.top + side.plot + side.bottom,
    option: {
      grid: { left: side.left, right: side.right, top: side.top, bottom: side.bottom },
      xAxis: { ...axis, name: 'how sure the model is', nameGap: 30 },
      yAxis: { ...axis, name: 'right answers', nameGap: 44 },
      series: [
        {
          type: 'line',
          data: [
            [0, 0],
            [1, 1],
          ],
          symbol: 'none',
          lineStyle: { color: muted, width: 1.5, type: 'dashed' },
        },
        {
          type: 'scatter',
          clip: false,
          data: bins.map(({ n, confidence, accuracy }) => circle(confidence, accuracy, { n, share: n / rows })),
        },
      ],
    },
  });
}

const axis = {
  type: 'value',
  min: 0,
  max: 1,
  interval: 0.25,
  nameLocation: 'middle',
  nameTextStyle: { color: muted, fontSize: 12 },
  axisLabel: { color: muted, fontSize: 12, formatter: (value: number) => `${Math.round(value * 100)} %` },
  axisLine: { show: false },
  axisTick: { show: false },
  splitLine: { lineStyle: { color: line } },
};

function circle(confidence: number, accuracy: number, { n, share }: { n: number; share: number }): object {
  const size = Math.max(diameter.least, diameter.most * Math.sqrt(share));
  return {
    value: [confidence, accuracy],
    symbolSize: size,
    itemStyle: { color: 'color-mix(in srgb, var(--tuned) 35%, transparent)', borderColor: 'var(--tuned)', borderWidth: 1.5 },
    label: { show: size >= roomForWords, formatter: String(n), color: ink, fontSize: 12, fontFamily: 'inherit' },
  };
}
