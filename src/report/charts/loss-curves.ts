import type { Curves } from '../../contracts/training.ts';
import { counted, significant } from '../numbers.ts';
import { accent, drawSvg, line, muted } from './svg.ts';

/** More points than this are thinned: a screen shows no more. */
const mostPoints = 300;

/** Train and validation loss by step; the step that was kept is marked. Two points at least make a curve. */
export function lossCurvesChart(curves: Curves, title: string): string {
  const best = curves.validation.find((point) => point.step === keptStep(curves));
  const points = (series: { step: number; loss: number }[]) => thinned(series).map(({ step, loss }) => [step, loss]);
  return drawSvg({
    label: `Loss of ${title}: ${describeCurves(curves)}`,
    width: 460,
    height: 220,
    option: {
      grid: { left: 46, right: 18, top: 10, bottom: 44 },
      xAxis: {
        type: 'value',
        name: 'step',
        nameLocation: 'middle',
        nameGap: 26,
        nameTextStyle: { color: muted },
        min: 0,
        max: 'dataMax',
        axisLabel: { color: muted, showMaxLabel: false, hideOverlap: true },
        splitLine: { show: false },
        axisLine: { lineStyle: { color: line } },
      },
      yAxis: { type: 'value', scale: true, splitNumber: 4, axisLabel: { color: muted }, splitLine: { lineStyle: { color: line } } },
      series: [
        {
          type: 'line',
          data: points(curves.train),
          showSymbol: false,
          lineStyle: { color: 'var(--few-shot)', width: 1.5, opacity: 0.8 },
          emphasis: { disabled: true },
        },
        {
          type: 'line',
          data: points(curves.validation),
          symbol: 'circle',
          symbolSize: 6,
          itemStyle: { color: accent },
          lineStyle: { color: accent, width: 2.5 },
          emphasis: { disabled: true },
        },
        ...(best === undefined ? [] : [bestMark(best)]),
      ],
    },
  });
}

function bestMark(best: { step: number; loss: number }): object {
  return {
    type: 'scatter',
    data: [[best.step, best.loss]],
    symbol: 'circle',
    symbolSize: 15,
    itemStyle: { color: 'var(--card)', borderColor: accent, borderWidth: 3 },
    emphasis: { disabled: true },
  };
}

/** Step of the best checkpoint: the last evaluation that was the best so far. */
export function keptStep(curves: Curves): number | null {
  return curves.validation.findLast((point) => point.best)?.step ?? null;
}

function lastStep({ train, validation }: Curves): number {
  return Math.max(0, train.at(-1)?.step ?? 0, validation.at(-1)?.step ?? 0);
}

/** "best 0.540 at step 180": the evaluation whose model was kept. */
export function keptWords(curves: Curves): string {
  const best = curves.validation.find((point) => point.step === keptStep(curves));
  return best === undefined ? 'no best step known' : `best ${significant(best.loss)} at step ${best.step}`;
}

/** The curves in one sentence: where they start and end, and which step was kept. */
export function describeCurves(curves: Curves): string {
  const ends = (series: { loss: number }[]) =>
    series.length === 0 ? 'not measured' : `${significant(series[0]!.loss)} to ${significant(series.at(-1)!.loss)}`;
  return `train loss ${ends(curves.train)}, validation loss ${ends(curves.validation)} in ${counted(lastStep(curves), 'step')}, ${keptWords(curves)}`;
}

function thinned<T>(points: T[]): T[] {
  const every = Math.ceil(points.length / mostPoints);
  return every <= 1 ? points : points.filter((_, index) => index % every === 0 || index === points.length - 1);
}
