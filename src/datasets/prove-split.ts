import type { BlobRef, RowsRef } from '../contracts/blob.ts';
import type { SplitName } from '../contracts/dataset.ts';
import { AnnealFailure } from '../contracts/failure.ts';
import type { SplitProof } from '../contracts/split-proof.ts';
import type { SplitRule } from '../contracts/split-spec.ts';
import { hashOf } from '../data/canonical-json.ts';
import type { OriginRow } from '../data/split-keys.ts';
import { CrossSearch, type CrossFindings, type OpenSearch } from '../data/splitting/cross-search.ts';
import { comparableTexts, GramOverlap, overlapWords } from '../data/splitting/gram-overlap.ts';
import { LedgerReader, requireSalt, splitFormula } from '../data/splitting/ledger.ts';
import { requireSeparateSides } from '../data/splitting/require-separate.ts';
import { sideNames } from '../data/splitting/sides.ts';
import { SplitProver } from '../data/splitting/split-prover.ts';
import type { ReadRows } from './read-rows.ts';

export interface ProvenFiles {
  stage: string;
  /** What was split; `split` names ready-made sides. */
  dataset: readonly { split: SplitName | null; rows: BlobRef }[];
  /** The answer is the label of a row that names none. */
  answersAreLabels: boolean;
  /** What was written. */
  files: Record<SplitName, RowsRef>;
  dropped: number;
}

export interface ProofWork {
  stages: readonly ProvenFiles[];
  split: SplitRule;
  /** The ledger that was written; rows are checked against its entries. */
  ledger: RowsRef | null;
  /** How near-duplicates are looked for; `null` = not at all, and the proof says so. */
  search: OpenSearch | null;
  read: ReadRows;
  signal: AbortSignal;
}

/** Numbers of sides: held-out rows come first, so that only their indexes are kept. */
const [train, validation, test] = [0, 1, 2];

/**
 * Proves from the written files alone that no group, prompt, origin or near-duplicate stands on two sides, over all stages,
 * and that every row stands where the ledger says. Reads held-out rows twice and train rows once, and holds about 100 bytes
 * a row, 32 MiB, and what `search` needs of held-out rows.
 * @throws LeakDetected with counts and the first places when it does not hold, or files have other numbers of rows than said
 * @throws InvalidInput when the ledger is damaged
 */
export async function proveSplit(work: ProofWork): Promise<SplitProof> {
  const prover = new SplitProver(
    work.stages.map(({ stage, dataset, answersAreLabels }) => ({
      stage,
      labels: answersAreLabels,
      ready: dataset.every(({ split }) => split !== null),
    })),
  );
  const overlap = new GramOverlap();
  const near = await readSides(work, prover, overlap);
  requireCounts(work, prover);
  const ledger = await checkLedger(work, prover);
  const found = prover.found();
  requireSeparateSides({ ...found, ledgerConflicts: ledger?.conflicts ?? 0, near, placeOf: (row) => prover.placeOf(row) });
  const most = near?.mostSimilar ?? null;
  return {
    formula: splitFormula,
    split: work.split,
    stages: stagesOf(work, prover),
    ledger: work.ledger === null ? null : { sha256: work.ledger.sha256, entries: ledger!.entries },
    groups: found.groups,
    sharedGroups: 0,
    exactDuplicates: 0,
    ledgerConflicts: 0,
    nearDuplicates: near === null ? null : 0,
    threshold: near?.threshold ?? null,
    mostSimilar: most && { similarity: most.similarity, row: prover.placeOf(most.row), heldOut: prover.placeOf(most.heldOut) },
    overlap: {
      words: overlapWords,
      validation: await countOverlaps(work, validation, overlap),
      test: await countOverlaps(work, test, overlap),
      capped: overlap.capped,
    },
    labels: prover.labels.shares(prover.rows),
  };
}

async function readSides(work: ProofWork, prover: SplitProver, overlap: GramOverlap): Promise<CrossFindings | null> {
  const cross = work.search === null ? null : new CrossSearch(work.search);
  for (const side of [test, validation, train]) {
    for await (const { row, stage } of rowsOf(work, side)) {
      const { number, turns } = prover.add(row, stage, side);
      if (side === train) overlap.addTrain(comparableTexts(row, turns));
      else overlap.addHeldOut(comparableTexts(row, turns));
      await cross?.add(row, number, side);
    }
  }
  await cross?.flush();
  return cross?.found() ?? null;
}

async function countOverlaps(work: ProofWork, side: number, overlap: GramOverlap): Promise<number> {
  let count = 0;
  for await (const { row } of rowsOf(work, side)) if (overlap.overlaps(comparableTexts(row))) count += 1;
  return count;
}

async function* rowsOf({ stages, read, signal }: ProofWork, side: number): AsyncGenerator<{ row: OriginRow; stage: number }> {
  for (const [stage, { files }] of stages.entries()) {
    for await (const row of read<OriginRow>(files[sideNames[side]!])) {
      signal.throwIfAborted();
      yield { row, stage };
    }
  }
}

function requireCounts({ stages }: ProofWork, prover: SplitProver): void {
  for (const [index, { stage, files }] of stages.entries()) {
    for (const side of sideNames) {
      const rows = prover.rows[index]!.rows[side];
      if (rows === files[side].rows) continue;
      throw new AnnealFailure(
        'LeakDetected',
        `The ${side} file of stage "${stage}" holds ${rows} rows, and ${files[side].rows} were written: nothing is proved of rows that are not there. Run the split again with \`fresh: true\`.`,
        { details: { stage, split: side, found: rows, written: files[side].rows } },
      );
    }
  }
}

async function checkLedger(
  { ledger, read, split, signal }: ProofWork,
  prover: SplitProver,
): Promise<{ entries: number; conflicts: number } | null> {
  if (ledger === null) return null;
  const reader = new LedgerReader(ledger.sha256);
  let conflicts = 0;
  for await (const line of read<unknown>(ledger)) {
    signal.throwIfAborted();
    const entry = reader.read(line);
    if (entry !== null && prover.contradicts(entry.digest, entry.side)) conflicts += 1;
  }
  const header = reader.end();
  requireSalt(header, split.salt, ledger.sha256);
  return { entries: header.entries, conflicts };
}

function stagesOf({ stages }: ProofWork, prover: SplitProver): SplitProof['stages'] {
  return stages.map(({ stage, dataset, files, dropped }, index) => ({
    stage,
    dataset: hashOf(dataset.map(({ split, rows }) => ({ split, sha256: rows.sha256 }))),
    rows: { ...prover.rows[index]!.rows, dropped },
    files: { train: files.train.sha256, validation: files.validation.sha256, test: files.test.sha256 },
  }));
}
