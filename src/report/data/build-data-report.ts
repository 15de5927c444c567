import { DataReport } from '../../contracts/data-report.ts';
import type { DatasetReport } from '../../contracts/data-report.ts';
import type { FindingTally } from '../../data/findings/finding-tally.ts';

/** One dataset as preparation leaves it. */
export interface PreparedDataset extends Pick<DatasetReport, 'name' | 'files' | 'statistics' | 'histograms' | 'findingsAt' | 'quarantine'> {
  /** Rows that the reader gave, unreadable ones included. */
  read: number;
  /** Rows that were written at the end, counted there and not derived. */
  kept: number;
  tally: FindingTally;
  /** Groups of conflicting answers and of near-duplicates; their rows are counted from the findings. */
  groups: Pick<DatasetReport['duplicates'], 'conflicts' | 'clusters' | 'largestClusters'>;
}

/** What is told of a whole preparation besides its datasets. */
export type PreparationParts = Omit<DataReport, 'format' | 'datasets'> & { datasets: readonly PreparedDataset[] };

/**
 * The report of a preparation.
 * @throws Error when a row is neither kept nor dropped with a finding: preparation lost it
 */
export function buildDataReport({ datasets, ...parts }: PreparationParts): DataReport {
  return DataReport.parse({ format: 1, ...parts, datasets: datasets.map(datasetReport) });
}

function datasetReport({ name, files, read, kept, tally, groups, ...told }: PreparedDataset): DatasetReport {
  const counts = tally.counts(read);
  if (counts.kept !== kept) {
    throw new Error(
      `Rows of "${name}" do not add up: ${read} read and ${kept} kept, but findings keep ${read - counts.kept} out instead of ${read - kept}.`,
    );
  }
  return {
    name,
    files,
    counts,
    findings: tally.findings(),
    sensitive: tally.sensitive(),
    duplicates: {
      exactRows: tally.rowsOf('exact-duplicate'),
      nearRows: tally.rowsOf('near-duplicate'),
      conflictRows: tally.rowsOf('conflict'),
      ...groups,
    },
    ...told,
  };
}
