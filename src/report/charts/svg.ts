import { CustomChart, LineChart, ScatterChart, BarChart, HeatmapChart } from 'echarts/charts';
import { GridComponent, VisualMapComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import type { EChartsCoreOption } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([LineChart, ScatterChart, BarChart, HeatmapChart, CustomChart, GridComponent, VisualMapComponent, SVGRenderer]);

export interface Drawing {
  option: EChartsCoreOption;
  width: number;
  height: number;
  /** Pixels below which the picture is not made smaller but scrolls; default: it always shrinks to fit. */
  narrowest?: number;
  /** What the chart shows, for whoever cannot see it. */
  label: string;
}

/** Colours are the page's own variables, so that one drawing serves light, dark and print. */
export const ink = 'var(--ink)';
export const muted = 'var(--muted)';
export const line = 'var(--line)';
export const accent = 'var(--tuned)';
export const fontSize = 13;

/**
 * Draws with ECharts on no screen at all. The same drawing gives the same bytes: ids, which ECharts numbers by instance,
 * are taken out together with what they name: frames for an animation and hooks for a mouse that a still picture does not need.
 */
export function drawSvg({ option, width, height, narrowest, label }: Drawing): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  const least = narrowest === undefined ? '' : `;min-width:${narrowest}px`;
  try {
    chart.setOption({ animation: false, silent: true, textStyle: { fontFamily: 'inherit', fontSize }, ...option });
    return still(chart.renderToSVGString()).replace(
      '<svg ',
      () => `<svg role="img" aria-label="${attribute(label)}" style="max-width:${width}px${least}" `,
    );
  } finally {
    chart.dispose(); // its animation loop would keep the process alive
  }
}

function still(svg: string): string {
  return svg
    .replace(/<style\s*>[\s\S]*?<\/style>/g, '')
    .replace(/ (?:ecmeta_\w+|class|pointer-events)="[^"]*"/g, '')
    .replace(/<defs\s*>[\s\S]*?<\/defs>/g, '')
    .replace(/ clip-path="[^"]*"/g, '');
}

function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
