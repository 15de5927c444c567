import type { DataReport, DatasetReport } from '../../../contracts/data-report.ts';
import { stackedBars } from '../../charts/stacked-bars.ts';
import { count, counted } from '../../numbers.ts';
import { actionColours } from '../rule-words.ts';
import type { DataPart, DataSection } from '../section.ts';

/** Rows that say the same, and rows that contradict one another. */
export function duplicatesSection({ datasets }: DataReport): DataSection {
  const found = datasets.filter(({ duplicates }) => duplicates.exactRows + duplicates.nearRows + duplicates.conflictRows > 0);
  return {
    id: 'duplicates',
    title: 'Duplicates and conflicts',
    lead: 'Conflicting answers are looked for first, since of two rows with equal prompts and different answers none is a duplicate of the other.',
    sentences: found.length === 0 ? ['No row repeats or contradicts another.'] : [],
    parts: found.map(duplicatesPart),
  };
}

function duplicatesPart({ name, duplicates, counts }: DatasetReport): DataPart {
  const { exactRows, nearRows, conflictRows, conflicts, clusters, largestClusters } = duplicates;
  const bar = (title: string, colour: string, value: number) => ({ title, parts: [{ kind: 'rows', colour, value }] });
  const bars = [
    bar('exact duplicates', 'var(--time-1)', exactRows),
    bar('near-duplicates', 'var(--time-4)', nearRows),
    bar('conflicting answers', actionColours.flag, conflictRows),
  ];
  const sizes = largestClusters.map((size) => count(size)).join(', ');
  return {
    title: name,
    figures: [{ caption: `Of ${counted(counts.read, 'row')}`, draw: () => stackedBars(`Duplicates of ${name}`, bars) }],
    tables: [
      {
        caption: 'Duplicates and conflicts',
        head: ['What', 'Number', 'Meaning'],
        numeric: [1],
        rows: [
          ['Exact duplicates', count(exactRows), 'equal to an earlier row but for case, white space and Unicode form'],
          ['Near-duplicates', count(nearRows), 'differ from an earlier row by a few words'],
          ['Clusters of them', count(clusters), sizes === '' ? '' : `rows in the largest: ${sizes}`],
          ['Conflicting rows', count(conflictRows), `${counted(conflicts, 'prompt')} with more than one answer`],
        ],
      },
    ],
  };
}
