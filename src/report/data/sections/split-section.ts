import type { DataReport, SplitEvidence, SplitStratum } from '../../../contracts/data-report.ts';
import { count, percent, ratio, significant } from '../../numbers.ts';
import type { ReportTable } from '../../tables/table.ts';
import { splitVerdict } from '../data-verdict.ts';
import type { DataSection } from '../section.ts';

const sides = ['train', 'validation', 'test'] as const;

/** Which rows stand on which side, and the proof that nothing crosses. */
export function splitSection({ split }: DataReport): DataSection | null {
  if (split === null) return null;
  return {
    id: 'split',
    title: 'Split and its proof',
    lead: 'Looked for in the files as they were written, over all datasets together.',
    verdict: splitVerdict(split),
    sentences: split.warnings.map(({ message }) => message),
    parts: [{ title: null, tables: [proofTable(split), sidesTable(split)], folded: [...strataTables(split), recordTable(split)] }],
  };
}

function proofTable(split: SplitEvidence): ReportTable {
  const { overlap, mostSimilar, threshold, nearDuplicates } = split;
  const near = threshold === null ? '' : ` (similarity of at least ${ratio(threshold)})`;
  const place = ({ file, line, stage }: { file: string; line: number; stage: string }) => `${file}:${line} of ${stage}`;
  const least = overlap.capped ? 'at least ' : '';
  return {
    caption: 'Proof',
    head: ['Looked for', 'Found', 'Must be'],
    numeric: [],
    rows: [
      [`Groups with rows on two sides, of ${count(split.groups)}`, count(split.sharedGroups), '0'],
      ['Equal prompts on two sides', count(split.exactDuplicates), '0'],
      [`Near-duplicates on two sides${near}`, nearDuplicates === null ? 'not looked for' : count(nearDuplicates), '0'],
      ['Groups on another side than the ledger says', count(split.ledgerConflicts), '0'],
      [
        'Most alike train and test rows',
        mostSimilar === null
          ? 'none found'
          : `${ratio(mostSimilar.similarity)}: ${place(mostSimilar.row)} and ${place(mostSimilar.heldOut)}`,
        threshold === null ? 'told only' : `below ${ratio(threshold)}`,
      ],
      [`Validation rows that share ${overlap.words} words in a row with a train row`, least + count(overlap.validation), 'told only'],
      [`Test rows that share ${overlap.words} words in a row with a train row`, least + count(overlap.test), 'told only'],
    ],
  };
}

function sidesTable({ stages, split }: SplitEvidence): ReportTable {
  return {
    caption: `Rows by side: asked for ${sides.map((side) => percent(split[side])).join(', ')}`,
    head: ['Dataset', 'Train', 'Validation', 'Test', 'Dropped as leaks'],
    numeric: [1, 2, 3, 4],
    rows: stages.map(({ stage, rows }) => [stage, ...[...sides, 'dropped' as const].map((side) => count(rows[side]))]),
  };
}

function strataTables({ strata, unlistedStrata }: SplitEvidence): ReportTable[] {
  if (strata.length === 0) return [];
  return [
    {
      caption: 'Rows by task and label: rows (expected ± what hashing spreads)',
      head: ['Dataset', 'Task, label', 'Rows', 'Groups', 'Train', 'Validation', 'Test'],
      numeric: [2, 3, 4, 5, 6],
      rows: strata.map((stratum) => [
        stratum.stage,
        [stratum.task, stratum.label].filter((name) => name !== null).join(', ') || 'all',
        count(stratum.rows),
        count(stratum.groups),
        ...sides.map((side) => stratumCell(stratum.sides[side])),
      ]),
      notes: unlistedStrata === 0 ? [] : [`${count(unlistedStrata)} more with fewer rows are not listed.`],
    },
  ];
}

function stratumCell({ realised, expected, spread }: SplitStratum['sides']['train']): string {
  if (expected === null) return count(realised);
  return `${count(realised)} (${significant(expected)}${spread === null ? '' : ` ± ${significant(spread, 2)}`})`;
}

function recordTable({ formula, split, ledger, stages }: SplitEvidence): ReportTable {
  return {
    caption: 'To make the same split again',
    head: ['What', 'Value'],
    rows: [
      ['Salt', split.salt],
      ['Formula', `version ${formula}${split.quotas === undefined ? '' : `, ${split.quotas} quotas`}`],
      ['Ledger', ledger === null ? 'none' : `${ledger.sha256} (${count(ledger.entries)} entries)`],
      ...stages.flatMap(({ stage, dataset, files }) => [
        [`${stage}, as it was split`, dataset],
        ...sides.map((side) => [`${stage}, ${side}`, files[side]]),
      ]),
    ],
  };
}
