import { count, percent, significant } from '../numbers.ts';
import { drawSvg, line, muted } from './svg.ts';

/** How many rows have which length: `rows[i]` from `edges[i]` up to `edges[i + 1]`. */
export interface LengthSeries {
  title: string;
  colour: string;
  edges: readonly number[];
  rows: readonly number[];
}

/** More bins than this say no more in a picture of this size. */
const mostBins = 40;
const ticks = 5;

/**
 * Histograms over one another, each as shares of its own rows, so that a small split can be compared with a large one.
 * Bins are drawn equally wide, whatever lengths they hold; those that are empty everywhere at either end are left out.
 * @param what which length, in which unit
 */
export function lengthHistogram(what: string, series: readonly LengthSeries[]): string {
  const edges = shownEdges(series);
  const bins = edges.length - 1;
  const every = Math.max(1, Math.ceil(bins / ticks));
  return drawSvg({
    label: `${what}: ${series.map(described).join('; ') || 'none'}`,
    width: 340,
    height: 180,
    option: {
      grid: { left: 46, right: 18, top: 10, bottom: 26 },
      xAxis: {
        type: 'value',
        min: 0,
        max: Math.max(1, bins),
        interval: every,
        axisLabel: { color: muted, fontSize: 12, hideOverlap: true, formatter: (place: number) => edgeText(edges[place]) },
        splitLine: { show: false },
        axisLine: { lineStyle: { color: line } },
      },
      yAxis: {
        type: 'value',
        min: 0,
        splitNumber: 3,
        axisLabel: { color: muted, fontSize: 12, formatter: (share: number) => percent(share) },
        splitLine: { lineStyle: { color: line } },
      },
      series: series.map(({ colour, ...own }, index) => ({
        type: 'line',
        step: 'end',
        showSymbol: false,
        data: steps(sharesOf(own, edges)),
        lineStyle: { color: colour, width: index === 0 ? 1 : 2 },
        itemStyle: { color: colour },
        ...(index === 0 ? { areaStyle: { color: colour, opacity: 0.3 } } : {}),
        emphasis: { disabled: true },
      })),
    },
  });
}

/** A share holds from its bin's edge to the next; the line ends on the ground. */
function steps(shares: readonly number[]): [number, number][] {
  return [...shares.map((share, index): [number, number] => [index, share]), [shares.length, shares.at(-1) ?? 0], [shares.length, 0]];
}

/** Edges of all series together, thinned to what the picture can show, from the first bin with rows to the last. */
function shownEdges(series: readonly LengthSeries[]): number[] {
  const filled = series.flatMap(({ edges, rows }) => rows.flatMap((value, bin) => (value > 0 ? [edges[bin]!, edges[bin + 1]!] : [])));
  const [low, high] = [Math.min(...filled), Math.max(...filled)];
  const all = [...new Set(series.flatMap(({ edges }) => edges))].filter((edge) => edge >= low && edge <= high).toSorted((a, b) => a - b);
  const every = Math.ceil((all.length - 1) / mostBins);
  return every <= 1 ? all : all.filter((_, index) => index % every === 0 || index === all.length - 1);
}

/** Shares of a series' rows in the shown bins; a bin that is cut is taken to be filled evenly. */
function sharesOf({ edges, rows }: Pick<LengthSeries, 'edges' | 'rows'>, shown: readonly number[]): number[] {
  const total = rows.reduce((sum, value) => sum + value, 0);
  return shown.slice(1).map((to, index) => {
    const from = shown[index]!;
    let inside = 0;
    for (const [bin, value] of rows.entries()) {
      const [start, end] = [edges[bin]!, edges[bin + 1]!];
      const common = Math.min(end, to) - Math.max(start, from);
      if (value > 0 && common > 0) inside += (value * common) / (end - start);
    }
    return total === 0 ? 0 : inside / total;
  });
}

function edgeText(edge: number | undefined): string {
  if (edge === undefined) return '';
  return Number.isInteger(edge) ? count(edge) : significant(edge);
}

function described({ title, edges, rows }: LengthSeries): string {
  const total = rows.reduce((sum, value) => sum + value, 0);
  const fullest = rows.indexOf(Math.max(...rows));
  if (total === 0) return `${title} no rows`;
  return `${title} ${count(total)} rows, most of them (${percent(rows[fullest]! / total)}) from ${edgeText(edges[fullest])} to ${edgeText(edges[fullest + 1])}`;
}
