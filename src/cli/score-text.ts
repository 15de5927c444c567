import type { ScoreDifference } from '../evaluation/score-file/compare-files.ts';
import type { ScoreDetail } from '../evaluation/score-file/score-file.ts';
import { comparedValue } from '../evaluation/text-metrics/text-metric.ts';
import type { TextScore } from '../evaluation/text-metrics/text-metric.ts';
import type { ScoreReport } from '../evaluation/score-file/score-report.ts';

/** Columns of a terminal that everything fits. */
const width = 80;

/** Scores with intervals, what is behind them, and the paired differences where there are any. */
export function scoreText(report: ScoreReport, perItem: string | null): string {
  const { file, rows, comparison } = report;
  const parts = [
    `${rows} ${rows === 1 ? 'row' : 'rows'} of ${file}`,
    scoreTable(report),
    notes(report),
    comparison === null ? null : differenceTable(report, comparison.against, comparison.differences),
    signatures(report),
    perItem === null ? null : `The scores of each row are in ${perItem}.`,
  ];
  return parts.filter((part) => part !== null && part !== '').join('\n\n');
}

function scoreTable({ scores, details }: ScoreReport): string {
  const rows = Object.entries(details).flatMap(([metric, detail]) => {
    const score = scores[metric] ?? null;
    const main = [metric, shown(score, detail), interval(detail, digitsOf(detail)), String(detail.n)];
    return typeof score === 'number' || score === null
      ? [main]
      : [main, ...(['precision', 'recall'] as const).map((part) => [`  ${part}`, score[part].toFixed(digitsOf(detail)), '', ''])];
  });
  return columns([['', 'score', '95 % interval', 'n'], ...rows], [38, 9, 20, 7]);
}

/** What the table cannot say: why a number is missing, which rows do not count, and which were drawn in groups. */
function notes({ details, rows }: ScoreReport): string {
  const metricsOf = new Map<string, string[]>();
  for (const [metric, { reason, leftOut, method }] of Object.entries(details)) {
    const lines = [
      ...(reason === null ? [] : [reason]),
      ...Object.entries(leftOut).flatMap(([why, count]) => (why === reason ? [] : [`${count} of ${rows} rows left out: ${why}`])),
      ...(method?.includes('groups=') ? [`rows are drawn in groups (${method})`] : []),
    ];
    for (const line of lines) metricsOf.set(line, [...(metricsOf.get(line) ?? []), metric]);
  }
  const all = Object.keys(details).length;
  return [...metricsOf]
    .flatMap(([line, metrics]) => wrapped(metrics.length === all ? line : `${metrics.join(', ')}: ${line}`, ''))
    .join('\n');
}

function differenceTable({ details }: ScoreReport, against: string, differences: Readonly<Record<string, ScoreDifference>>): string {
  const rows = Object.entries(differences).map(([metric, each]) => {
    const detail = details[metric]!;
    const digits = digitsOf(detail);
    const difference = each.difference === null ? '–' : signed(each.difference, digits);
    const chance = each.pValue === null ? '–' : each.pValue < 0.001 ? '< .001' : each.pValue.toFixed(3).replace(/^0/u, '');
    return [metric, shown(each.other, detail), shown(each.this, detail), difference, interval(each, digits, true), chance];
  });
  const missing = Object.entries(differences).flatMap(([metric, { reason }]) =>
    reason === null ? [] : wrapped(`${metric}: ${reason}`, ''),
  );
  const lower = Object.entries(details).flatMap(([metric, { better }]) => (better === 'lower' ? [metric] : []));
  return [
    ...wrapped(`Against ${against}, row by row (difference: this less the other)`, ''),
    columns([['', 'other', 'this', 'difference', '95 % interval', 'p'], ...rows], [20, 8, 8, 11, 20, 7]),
    ...missing,
    ...(lower.length === 0 ? [] : wrapped(`Lower is better: ${lower.join(', ')}`, '')),
  ].join('\n');
}

function signatures({ details }: ScoreReport): string {
  return Object.entries(details)
    .flatMap(([metric, { name, signature }]) => [metric, ...wrapped(`${name}|${signature}`, '  ')])
    .join('\n');
}

/** Percentages with two digits, shares with four. */
function digitsOf({ scale }: ScoreDetail): number {
  return scale === 100 ? 2 : 4;
}

function shown(score: TextScore | null, detail: ScoreDetail): string {
  return score === null ? '–' : comparedValue(score).toFixed(digitsOf(detail));
}

function interval({ low, high }: { low: number | null; high: number | null }, digits: number, sign = false): string {
  if (low === null || high === null) return '–';
  const text = (value: number) => (sign ? signed(value, digits) : value.toFixed(digits));
  return `${text(low)} to ${text(high)}`;
}

function signed(value: number, digits: number): string {
  const text = value.toFixed(digits);
  return Number(text) > 0 ? `+${text}` : text.replace('-', '−');
}

/** Rows in columns of these widths, the first flush left, the others flush right. A long first cell has a line to itself. */
function columns(rows: readonly (readonly string[])[], widths: readonly number[]): string {
  return rows
    .flatMap(([first = '', ...others]) => {
      const numbers = others.map((cell, index) => ` ${cell.padStart(widths[index + 1]!)}`).join('');
      return first.length > widths[0]! ? [...wrapped(first, ''), ' '.repeat(widths[0]!) + numbers] : [first.padEnd(widths[0]!) + numbers];
    })
    .map((line) => line.trimEnd())
    .join('\n');
}

/** Lines of at most 80 characters, cut after "|", else a space, else ":", where there is one. */
function wrapped(text: string, indent: string): string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > width - indent.length) {
    const most = rest.slice(0, width - indent.length);
    const cut = most.lastIndexOf('|') + 1 || most.lastIndexOf(' ') + 1 || most.lastIndexOf(':') + 1 || most.length;
    lines.push(indent + rest.slice(0, cut).trimEnd());
    rest = rest.slice(cut);
  }
  return [...lines, indent + rest];
}
