import { AnnealFailure } from '../../contracts/failure.ts';
import type { RowPlace } from '../../contracts/split-proof.ts';
import type { Shared } from './split-prover.ts';

interface Found {
  sharedGroups: Shared;
  exactDuplicates: Shared;
  ledgerConflicts: number;
  nearDuplicates: Shared;
  likeFrozen: Shared;
}

/** @throws LeakDetected when anything stands on two sides: each kind with its count and its first place */
export function requireSeparateSides({ sharedGroups, exactDuplicates, ledgerConflicts, nearDuplicates, likeFrozen }: Found): void {
  const said: string[] = [];
  if (sharedGroups.count > 0) said.push(`${sharedGroups.count} groups or origins have rows on two sides${first(sharedGroups)}`);
  if (exactDuplicates.count > 0) said.push(`${exactDuplicates.count} prompts have rows on two sides${first(exactDuplicates)}`);
  if (nearDuplicates.count > 0)
    said.push(`${nearDuplicates.count} rows are near-duplicates of rows on a higher side${first(nearDuplicates)}`);
  if (likeFrozen.count > 0) said.push(`${likeFrozen.count} rows have a prompt like one of a frozen set${first(likeFrozen)}`);
  if (ledgerConflicts > 0) said.push(`${ledgerConflicts} keys stand on another side than the ledger says`);
  if (said.length === 0) return;
  throw new AnnealFailure(
    'LeakDetected',
    `The split does not hold: ${said.join('; ')}. Nothing was trained. Give rows of one origin a \`group\`, or leave one of the rows out, and run it again.`,
    {
      details: {
        sharedGroups: sharedGroups.count,
        exactDuplicates: exactDuplicates.count,
        nearDuplicates: nearDuplicates.count,
        likeFrozen: likeFrozen.count,
        ledgerConflicts,
      },
    },
  );
}

function first({ example }: Shared): string {
  return example === null ? '' : ` (first: ${example.map(placeText).join(' and ')})`;
}

function placeText({ stage, split, file, line }: RowPlace): string {
  return `line ${line} of ${file}, a ${split} row of stage ${stage}`;
}
