import type { DataReport, DatasetReport } from '../../../contracts/data-report.ts';
import { RowRule } from '../../../contracts/row-finding.ts';
import { stackedBars } from '../../charts/stacked-bars.ts';
import { count, counted } from '../../numbers.ts';
import type { ReportTable } from '../../tables/table.ts';
import { overall, shareText, sumOf } from '../data-verdict.ts';
import { actionColours, actionWords, ruleTitles } from '../rule-words.ts';
import type { DataPart, DataSection } from '../section.ts';

/** What became of every row. */
export function rowsSection(report: DataReport): DataSection {
  const out = overall(report, ({ counts }) => sumOf(counts.dropped));
  return {
    id: 'rows',
    title: 'Rows',
    lead: 'Every row that was read is kept, dropped or refused, and counted once. Changed and flagged rows are kept rows; one row may count at several rules.',
    sentences: out === 0 ? ['No row was dropped.'] : [],
    parts: [
      { title: null, tables: [placesTable(report)] },
      ...report.datasets.filter(({ findings }) => findings.length > 0).map(rulesPart),
    ],
  };
}

function placesTable(report: DataReport): ReportTable {
  const row = (name: string, of: (get: (dataset: DatasetReport) => number) => number) => [
    name,
    count(of(({ counts }) => counts.read)),
    count(of(({ counts }) => counts.kept)),
    count(of(({ counts }) => sumOf(counts.dropped))),
    count(of(({ counts }) => sumOf(counts.refused))),
    count(of(({ counts }) => counts.changedRows)),
    count(of(({ counts }) => counts.flaggedRows)),
  ];
  const each = report.datasets.map((dataset) => row(dataset.name, (get) => get(dataset)));
  return {
    caption: 'Rows: read = kept + dropped + refused',
    head: ['Dataset', 'Read', 'Kept', 'Dropped', 'Refused', 'Changed', 'Flagged'],
    numeric: [1, 2, 3, 4, 5, 6],
    rows: report.datasets.length > 1 ? [...each, row('all', (get) => overall(report, get))] : each,
  };
}

function rulesPart({ name, counts, findings }: DatasetReport): DataPart {
  const out = RowRule.options.filter((rule) => counts.dropped[rule] !== undefined || counts.refused[rule] !== undefined);
  const kept = RowRule.options.filter((rule) => counts.changed[rule] !== undefined || counts.flagged[rule] !== undefined);
  const bars = out
    .map((rule) => ({
      title: ruleTitles[rule],
      parts: [
        { kind: 'refused', colour: actionColours.fail, value: counts.refused[rule] ?? 0 },
        { kind: 'dropped', colour: actionColours.drop, value: counts.dropped[rule] ?? 0 },
      ],
    }))
    .toSorted((a, b) => sumParts(b) - sumParts(a));
  return {
    title: name,
    figures:
      bars.length === 0
        ? []
        : [
            {
              caption: `Rows kept out by rule (${counted(sumOf(counts.dropped) + sumOf(counts.refused), 'row')} of ${count(counts.read)})`,
              draw: () => stackedBars(`Rows of ${name} kept out by rule`, bars),
              key: keyOf(counts),
            },
          ],
    tables: [...outTable(out, counts), ...keptTable(kept, counts)],
    brief: [...outTable(out, counts), findingsTable(findings)],
  };
}

function sumParts({ parts }: { parts: readonly { value: number }[] }): number {
  return parts.reduce((sum, { value }) => sum + value, 0);
}

function keyOf({ refused, dropped }: DatasetReport['counts']): { title: string; colour: string }[] {
  if (sumOf(refused) === 0 || sumOf(dropped) === 0) return [];
  return [
    { title: 'refused: the run ends', colour: actionColours.fail },
    { title: 'dropped', colour: actionColours.drop },
  ];
}

function outTable(rules: readonly RowRule[], counts: DatasetReport['counts']): ReportTable[] {
  if (rules.length === 0) return [];
  const hasRefused = sumOf(counts.refused) > 0;
  return [
    {
      caption: 'Kept out, by rule',
      head: ['Rule', 'Found', 'Dropped', ...(hasRefused ? ['Refused'] : []), 'Share'],
      numeric: [2, 3, ...(hasRefused ? [4] : [])],
      rows: rules.map((rule) => {
        const [dropped, refused] = [counts.dropped[rule] ?? 0, counts.refused[rule] ?? 0];
        const share = shareText(dropped + refused, counts.read);
        return [rule, ruleTitles[rule], count(dropped), ...(hasRefused ? [count(refused)] : []), share];
      }),
    },
  ];
}

/** What a terminal shows of all findings: how many, and where to look at one. */
function findingsTable(findings: DatasetReport['findings']): ReportTable {
  return {
    caption: 'All findings; a row may have several',
    head: ['Rule', 'Done', 'Findings', 'Rows', 'First'],
    numeric: [2, 3],
    rows: findings.map(({ rule, action, findings: found, rows, first }) => [
      rule,
      actionWords[action],
      count(found),
      count(rows),
      first === undefined ? '' : `${fileName(first.file)}:${first.line}`,
    ]),
  };
}

/** Without its folders. */
function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function keptTable(rules: readonly RowRule[], counts: DatasetReport['counts']): ReportTable[] {
  if (rules.length === 0) return [];
  return [
    {
      caption: 'Kept, but changed or flagged, by rule',
      head: ['Rule', 'Found', 'Changed', 'Flagged'],
      numeric: [2, 3],
      rows: rules.map((rule) => [rule, ruleTitles[rule], count(counts.changed[rule] ?? 0), count(counts.flagged[rule] ?? 0)]),
    },
  ];
}
