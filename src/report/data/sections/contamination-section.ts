import type { DataReport } from '../../../contracts/data-report.ts';
import { count } from '../../numbers.ts';
import { contaminationVerdict, remaining } from '../data-verdict.ts';
import type { DataSection } from '../section.ts';

/** What crosses between datasets, or into a frozen test set. */
export function contaminationSection({ contamination }: DataReport): DataSection | null {
  if (contamination.length === 0) return null;
  return {
    id: 'contamination',
    title: 'Contamination',
    lead: 'What one dataset trains on and another is tested on, in both directions.',
    verdict: contaminationVerdict(contamination),
    sentences: [],
    parts: [
      {
        title: null,
        tables: [
          {
            caption: 'Train rows that stand in test rows of another',
            head: ['Trained on', 'Tested on', 'Equal', 'Near', 'Long overlap', 'Taken out', 'Left'],
            numeric: [2, 3, 4, 5, 6],
            rows: contamination.map((pair) => [
              pair.trained,
              pair.tested,
              ...[pair.exactRows, pair.nearRows, pair.overlapRows, pair.removedRows, remaining(pair)].map((rows) => count(rows)),
            ]),
          },
        ],
      },
    ],
  };
}
