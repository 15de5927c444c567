import type { DataReport } from '../../../contracts/data-report.ts';
import { count, significant } from '../../numbers.ts';
import type { DataSection } from '../section.ts';

/** What was read, under which settings, by which versions of the steps. */
export function recordSection({ datasets, settings, steps, split, warnings }: DataReport): DataSection {
  const toldBefore = split?.warnings.map(({ message }) => message) ?? [];
  return {
    id: 'record',
    title: 'Record',
    lead: 'The same files, settings and versions give the same rows.',
    sentences: warnings.filter((warning) => !toldBefore.includes(warning)),
    parts: [
      {
        title: null,
        tables: [
          {
            caption: 'Files',
            head: ['File', 'Dataset', 'Format', 'Rows', 'Size'],
            numeric: [3, 4],
            rows: datasets.flatMap(({ name, files }) =>
              files.map(({ uri, format, rows, bytes }) => [uri, name, format, count(rows), sizeText(bytes)]),
            ),
          },
        ],
        folded: [
          {
            caption: 'Hashes of the files',
            head: ['File', 'SHA-256'],
            rows: datasets.flatMap(({ files }) => files.map(({ uri, sha256 }) => [uri, sha256])),
          },
          { caption: 'Settings in force', head: ['Setting', 'Value'], rows: settings.map(({ name, value }) => [name, value]) },
          { caption: 'Versions of the steps', head: ['Step', 'Version'], rows: steps.map(({ name, version }) => [name, version]) },
        ].filter(({ rows }) => rows.length > 0),
      },
    ],
  };
}

/** "1.42 MB": powers of ten, as file managers count. */
function sizeText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  return `${significant(bytes / 1000 ** power)} ${units[power]}`;
}
