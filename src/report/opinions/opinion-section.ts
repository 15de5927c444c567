import type { Estimate } from '../../contracts/evaluation-report.ts';
import type { Kappa, Measured } from '../../contracts/review.ts';
import type { ReportTable } from '../tables/table.ts';

/** A part of a report that is drawn when the report is read, as data: Markdown, HTML and the terminal draw the same one. */
export interface OpinionSection {
  id: 'review' | 'judge';
  title: string;
  lead: string;
  sentences: string[];
  tables: ReportTable[];
}

const minus = (text: string) => text.replaceAll('-', '−');

/** "61 % (52 to 70)": of at most some hundred rows, more digits would say nothing. */
export function shareText({ mean, low, high }: Estimate, unit = ' %'): string {
  const hundred = (share: number) => minus(String(Math.round(share * 100)));
  return `${hundred(mean)}${unit} (${hundred(low)} to ${hundred(high)})`;
}

export function measuredText({ estimate, reason }: Measured, unit?: string): string {
  return estimate === null ? `not known: ${reason ?? 'nothing was measured'}` : shareText(estimate, unit);
}

/** "0.61 (0.35 to 0.87), n = 34", or why there is no value or no interval. */
export function kappaText({ value, low, high, n, reason }: Kappa): string {
  const number = (kappa: number) => minus(kappa.toFixed(2));
  if (value === null) return `none: ${reason ?? 'nothing was judged by both'}`;
  const size = `n = ${n}`;
  return low === null || high === null
    ? `${number(value)}, ${size}; no interval: ${reason ?? 'too few'}`
    : `${number(value)} (${number(low)} to ${number(high)}), ${size}`;
}
