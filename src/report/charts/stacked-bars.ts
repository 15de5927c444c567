import type { CustomSeriesRenderItem } from 'echarts';
import { count } from '../numbers.ts';
import { drawSvg, fontSize, ink, line, muted } from './svg.ts';

/** A bar of one part or several. */
export interface StackedBar {
  title: string;
  parts: readonly { kind: string; colour: string; value: number }[];
}

/** Characters of a title that fit beside its bar; the table holds it whole. */
const longestTitle = 30;
/** Pixels that a character takes on average, of a title's size. */
const characterWidth = 7.4;
const rowHeight = 30;
const thickness = 16;
/** A part of few rows is still seen. */
const leastWidth = 3;

/**
 * Horizontal bars, each with its total behind it.
 * @param what what is counted, for whoever cannot see the picture
 */
export function stackedBars(what: string, bars: readonly StackedBar[]): string {
  const titles = bars.map(({ title }) => shortTitle(title));
  const left = Math.round(Math.max(60, ...titles.map(widthOf))) + 16;
  return drawSvg({
    label: `${what}: ${bars.map(described).join('; ') || 'none'}`,
    width: left + 420,
    height: Math.max(1, bars.length) * rowHeight + 26,
    option: {
      grid: { left, right: 76, top: 2, bottom: 24 },
      xAxis: {
        type: 'value',
        min: 0,
        ...(bars.some((bar) => totalOf(bar) > 0) ? {} : { max: 1 }),
        minInterval: 1,
        splitNumber: 4,
        axisLabel: { color: muted, fontSize: 12, hideOverlap: true, formatter: (value: number) => count(value) },
        splitLine: { lineStyle: { color: line } },
        axisLine: { show: false },
      },
      yAxis: {
        type: 'category',
        inverse: true,
        data: titles,
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: { color: ink, fontSize, margin: 12, interval: 0 },
      },
      series: [
        { type: 'custom', encode: { x: 1, y: 0 }, data: bars.map((bar, index) => [index, totalOf(bar)]), renderItem: barWithTotal(bars) },
      ],
    },
  });
}

function barWithTotal(bars: readonly StackedBar[]): CustomSeriesRenderItem {
  return (_, api) => {
    const index = api.value(0) as number;
    const bar = bars[index]!;
    let done = 0;
    let shownTo = api.coord([0, index])[0]!;
    const rects = bar.parts
      .filter(({ value }) => value > 0)
      .map(({ value, colour }) => {
        done += value;
        const [x = 0, y = 0] = api.coord([done, index]);
        const from = shownTo;
        shownTo = Math.max(x, from + leastWidth);
        return {
          type: 'rect' as const,
          shape: { x: from, y: y - thickness / 2, width: shownTo - from, height: thickness },
          style: { fill: colour },
        };
      });
    const total = {
      type: 'text' as const,
      x: shownTo + 8,
      y: api.coord([0, index])[1]!,
      style: { text: count(totalOf(bar)), fill: ink, fontSize, fontFamily: 'inherit', fontWeight: 600, verticalAlign: 'middle' as const },
    };
    return { type: 'group', children: [...rects, total] };
  };
}

function totalOf({ parts }: StackedBar): number {
  return parts.reduce((sum, { value }) => sum + value, 0);
}

function described({ title, parts }: StackedBar): string {
  const some = parts.filter(({ value }) => value > 0);
  return `${title} ${some.map(({ kind, value }) => `${count(value)} ${kind}`).join(', ') || '0'}`;
}

/** One line of at most 30 characters, with nothing in it that a picture cannot show. */
function shortTitle(title: string): string {
  const line = title.replace(/[\s\p{Cc}\p{Cf}\p{Cs}]+/gu, ' ').trim();
  const characters = [...line];
  return characters.length > longestTitle ? `${characters.slice(0, longestTitle - 1).join('')}…` : line || '(empty)';
}

/** Characters of East Asian scripts and pictures are twice as wide. */
function widthOf(title: string): number {
  const wide = title.match(/[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\p{Extended_Pictographic}]/gu)?.length ?? 0;
  return (title.length + wide * 0.9) * characterWidth;
}
