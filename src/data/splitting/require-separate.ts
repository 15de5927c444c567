import { AnnealFailure } from '../../contracts/failure.ts';
import type { RowPlace } from '../../contracts/split-proof.ts';
import type { CrossFindings } from './cross-search.ts';
import type { Shared } from './split-prover.ts';

interface Found {
  sharedGroups: Shared;
  exactDuplicates: Shared;
  ledgerConflicts: number;
  /** `null` = not looked for. */
  near: CrossFindings | null;
  placeOf: (row: number) => RowPlace;
}

/** @throws LeakDetected when anything stands on two sides: each kind with its count and its first place */
export function requireSeparateSides({ sharedGroups, exactDuplicates, ledgerConflicts, near, placeOf }: Found): void {
  const nearDuplicates = near?.nearDuplicates ?? 0;
  const details = { sharedGroups: sharedGroups.count, exactDuplicates: exactDuplicates.count, nearDuplicates, ledgerConflicts };
  const said: string[] = [];
  if (sharedGroups.count > 0) said.push(`${sharedGroups.count} groups or origins have rows on two sides${first(sharedGroups.example)}`);
  if (exactDuplicates.count > 0) said.push(`${exactDuplicates.count} prompts have rows on two sides${first(exactDuplicates.example)}`);
  if (nearDuplicates > 0) {
    const { row, heldOut } = near!.example!;
    said.push(`${nearDuplicates} rows are near-duplicates of rows on a higher side${first([placeOf(row), placeOf(heldOut)])}`);
  }
  if (ledgerConflicts > 0) said.push(`${ledgerConflicts} keys stand on another side than the ledger says`);
  if (said.length === 0) return;
  throw new AnnealFailure(
    'LeakDetected',
    `The split does not hold: ${said.join('; ')}. Nothing was trained. Give rows of one origin a \`group\`, or leave one of the rows out, and run it again.`,
    { details },
  );
}

function first(example: readonly [RowPlace, RowPlace] | null): string {
  return example === null ? '' : ` (first: ${example.map(placeText).join(' and ')})`;
}

function placeText({ stage, split, file, line }: RowPlace): string {
  return `line ${line} of ${file}, a ${split} row of stage ${stage}`;
}
