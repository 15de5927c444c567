import type { DataReport, DatasetReport, SplitEvidence } from '../../../contracts/data-report.ts';
import { SplitName } from '../../../contracts/dataset.ts';
import { stackedBars } from '../../charts/stacked-bars.ts';
import { count, counted, percent } from '../../numbers.ts';
import type { ReportTable } from '../../tables/table.ts';
import { shareText } from '../data-verdict.ts';
import { splitColours } from '../part-words.ts';
import type { DataPart, DataSection } from '../section.ts';

/** Labels that are drawn; the table lists all. */
const mostDrawn = 30;

interface LabelRows {
  label: string;
  rows: number;
  share: number;
  /** `null` where nothing is known of the sides. */
  sides: Record<SplitName, number> | null;
}

/** How the rows are spread over labels, by split where there is one. */
export function labelsSection({ datasets, split }: DataReport): DataSection | null {
  const parts = datasets.flatMap((dataset) => labelsPart(dataset, split));
  if (parts.length === 0) return null;
  return { id: 'labels', title: 'Labels', lead: 'Kept rows of each label, and their share of each split.', sentences: [], parts };
}

function labelsPart(dataset: DatasetReport, split: SplitEvidence | null): DataPart[] {
  const found = dataset.statistics?.labelBalance?.labels ?? [];
  if (found.length === 0) return [];
  const labels = found.map((each): LabelRows => ({ ...each, sides: sidesOf(each.label, dataset.name, split) }));
  const bars = labels.slice(0, mostDrawn).map(({ label, rows, sides }) => ({
    title: label,
    parts:
      sides === null
        ? [{ kind: 'rows', colour: splitColours.train, value: rows }]
        : SplitName.options.map((side) => ({ kind: side, colour: splitColours[side], value: sides[side] })),
  }));
  const rest = labels.length - bars.length;
  const areSplit = labels.some(({ sides }) => sides !== null);
  const figure = {
    caption: `${counted(labels.length, 'label')}${rest > 0 ? `; the ${bars.length} most frequent are drawn` : ''}`,
    draw: () => stackedBars(`Labels of ${dataset.name}`, bars),
    key: areSplit ? SplitName.options.map((title) => ({ title, colour: splitColours[title] })) : [],
  };
  const table = labelTable(labels, areSplit);
  return [{ title: dataset.name, figures: [figure], ...(rest > 0 ? { folded: [table] } : { tables: [table] }) }];
}

function sidesOf(label: string, dataset: string, split: SplitEvidence | null): LabelRows['sides'] {
  const strata = split?.strata.filter((stratum) => stratum.stage === dataset && stratum.label === label) ?? [];
  if (strata.length === 0) return null;
  const rows = (side: SplitName) => strata.reduce((sum, { sides }) => sum + sides[side].realised, 0);
  return { train: rows('train'), validation: rows('validation'), test: rows('test') };
}

function labelTable(labels: readonly LabelRows[], areSplit: boolean): ReportTable {
  const totalOf = (side: SplitName) => labels.reduce((sum, { sides }) => sum + (sides?.[side] ?? 0), 0);
  const shown = areSplit ? SplitName.options : [];
  return {
    caption: areSplit ? 'Rows by label, and their share of the split' : 'Rows by label',
    head: ['Label', 'Rows', 'Share', ...shown],
    numeric: [1, 2, ...shown.map((_, index) => index + 3)],
    rows: labels.map(({ label, rows, share, sides }) => [
      label,
      count(rows),
      percent(share),
      ...shown.map((side) => (sides === null ? '–' : `${count(sides[side])} (${shareText(sides[side], totalOf(side))})`)),
    ]),
  };
}
