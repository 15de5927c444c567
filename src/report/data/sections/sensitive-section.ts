import type { DataReport, DatasetReport, SensitiveCount } from '../../../contracts/data-report.ts';
import { RowAction } from '../../../contracts/row-finding.ts';
import { stackedBars } from '../../charts/stacked-bars.ts';
import { count, counted } from '../../numbers.ts';
import { actionColours, actionWords } from '../rule-words.ts';
import type { DataPart, DataSection } from '../section.ts';

/** Personal data and secrets, and what became of them. */
export function sensitiveSection({ datasets }: DataReport): DataSection {
  const found = datasets.filter(({ sensitive }) => sensitive.length > 0);
  const ends = datasets.flatMap(({ sensitive }) => sensitive.filter(({ action }) => action === 'fail'));
  return {
    id: 'sensitive',
    title: 'Personal data and secrets',
    lead: 'Values found in the rows as they were read, and what was done with them. No value stands in this report.',
    ...(ends.length === 0
      ? {}
      : { verdict: { kind: 'fail' as const, text: `${[...new Set(ends.map(({ entity }) => entity))].join(', ')}: the run ends` } }),
    sentences: found.length === 0 ? ['None was found.'] : [],
    parts: found.map(sensitivePart),
  };
}

function sensitivePart({ name, sensitive }: DatasetReport): DataPart {
  const entities = [...Map.groupBy(sensitive, ({ entity }) => entity)];
  const actions = RowAction.options.filter((action) => sensitive.some((found) => found.action === action));
  const bars = entities
    .map(([entity, found]) => ({ title: entity, parts: partsOf(found) }))
    .toSorted((a, b) => sum(b.parts) - sum(a.parts));
  return {
    title: name,
    figures: [
      {
        caption: `Values by entity (${counted(sum(bars.flatMap(({ parts }) => parts)), 'value')})`,
        draw: () => stackedBars(`Personal data and secrets of ${name}`, bars),
        key: actions.map((action) => ({ title: actionWords[action], colour: actionColours[action] })),
      },
    ],
    tables: [
      {
        caption: 'By entity and what became of it',
        head: ['Entity', 'Done', 'Values', 'Rows'],
        numeric: [2, 3],
        rows: sensitive.map(({ entity, action, values, rows }) => [entity, actionWords[action], count(values), count(rows)]),
      },
    ],
  };
}

function partsOf(found: readonly SensitiveCount[]): { kind: string; colour: string; value: number }[] {
  return RowAction.options.flatMap((action) => {
    const value = found.filter((each) => each.action === action).reduce((total, { values }) => total + values, 0);
    return value === 0 ? [] : [{ kind: actionWords[action], colour: actionColours[action], value }];
  });
}

function sum(parts: readonly { value: number }[]): number {
  return parts.reduce((total, { value }) => total + value, 0);
}
