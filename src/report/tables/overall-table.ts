import type { OverallComponent } from '../../contracts/overall-score.ts';
import type { RunReport } from '../../contracts/report.ts';
import { notMeasured, percent, significant } from '../numbers.ts';
import { overallTitle } from '../overall.ts';
import type { ReportTable } from './table.ts';

/** Each part of the overall score: what it is, its value, its anchors, its weight, and what it is mapped to. */
export function overallTable({ overall }: RunReport): ReportTable {
  return {
    caption: `${overallTitle}: its parts`,
    head: ['Part', 'What', 'Value', '0 at', '1 at', 'Scale', 'Weight', 'Share', 'Mapped to'],
    numeric: [3, 4, 6, 7, 8],
    rows: (overall?.components ?? []).map((part) => [
      part.required ? `${part.name} (required)` : part.name,
      part.unit,
      valueText(part),
      significant(part.anchors.zero, 2),
      significant(part.anchors.one, 2),
      part.anchors.scale === 'log' ? 'logarithmic' : 'linear',
      significant(part.weight, 2),
      percent(part.share),
      part.mapped === null ? '–' : significant(part.mapped, 2),
    ]),
  };
}

function valueText({ value, low, high }: OverallComponent): string {
  if (value === null) return notMeasured;
  const interval = low === null || high === null ? '' : ` (${significant(low, 2)} to ${significant(high, 2)})`;
  return `${significant(value, 2)}${interval}`;
}
