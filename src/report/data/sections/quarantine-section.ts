import type { DataReport, DatasetReport, QuarantineReason } from '../../../contracts/data-report.ts';
import { count, counted } from '../../numbers.ts';
import type { ReportTable } from '../../tables/table.ts';
import { ruleTitles } from '../rule-words.ts';
import type { DataPart, DataSection } from '../section.ts';

/** The first rows that each rule kept out, with every value masked. */
export function quarantineSection({ datasets }: DataReport): DataSection {
  const parts = datasets.filter(({ quarantine }) => quarantine.length > 0).map(quarantinePart);
  return {
    id: 'quarantine',
    title: 'Rows kept out',
    lead: 'The first rows of each reason. Personal data and secrets are masked: letters are x, digits 9, symbols •; rows that were never searched for them are masked whole.',
    sentences: [
      ...(parts.length === 0 ? ['No row was kept out.'] : []),
      ...datasets.flatMap(({ name, findingsAt }) => (findingsAt === null ? [] : [`All findings of ${name}: ${findingsAt}`])),
    ],
    parts,
  };
}

function quarantinePart({ name, quarantine }: DatasetReport): DataPart {
  return { title: name, tables: quarantine.map(reasonTable), brief: [firstTable(quarantine)] };
}

function reasonTable({ rule, rows, samples }: QuarantineReason): ReportTable {
  const title = ruleTitles[rule];
  const shown = samples.length < rows ? `the first ${count(samples.length)} of ${counted(rows, 'row')}` : counted(rows, 'row');
  return {
    caption: `${title === rule.replace('-', ' ') || title === rule ? rule : `${rule}: ${title}`} (${shown})`,
    head: ['Where', 'Why', 'Row, masked'],
    rows: samples.map(({ file, line, message, excerpt }) => [`${file}:${line}`, message, excerpt ?? '']),
  };
}

/** One row a reason: what a terminal has room for. */
function firstTable(quarantine: readonly QuarantineReason[]): ReportTable {
  return {
    caption: 'The first row of each reason',
    head: ['Rule', 'Where', 'Why'],
    rows: quarantine.flatMap(({ rule, samples }) =>
      samples.slice(0, 1).map(({ file, line, message }) => [rule, `${file}:${line}`, message]),
    ),
  };
}
