import type { BlobRef } from '../contracts/blob.ts';
import type { SplitName } from '../contracts/dataset.ts';
import type { DuplicatesSpec } from '../contracts/duplicates-spec.ts';
import { AnnealFailure } from '../contracts/failure.ts';
import type { SplitProof } from '../contracts/split-proof.ts';
import type { SplitRule } from '../contracts/split-spec.ts';
import { hashOf } from '../data/canonical-json.ts';
import type { OriginRow } from '../data/split-keys.ts';
import { comparableTexts, GramOverlap, overlapWords } from '../data/splitting/gram-overlap.ts';
import { LedgerReader, requireSalt, splitFormula } from '../data/splitting/ledger.ts';
import { requireSeparateSides } from '../data/splitting/require-separate.ts';
import { sideNames } from '../data/splitting/sides.ts';
import { SplitProver } from '../data/splitting/split-prover.ts';
import { ledgerFile } from './ledger-file.ts';
import type { WrittenFile } from './line-file.ts';
import { proveApart } from './prove-apart.ts';
import { readRowFile } from './row-file.ts';

export interface ProvenFiles {
  stage: string;
  /** What was split; `split` names ready-made sides. */
  dataset: readonly { split: SplitName | null; rows: BlobRef }[];
  /** The answer is the label of a row that names none. */
  answersAreLabels: boolean;
  /** What was written. */
  files: Record<SplitName, WrittenFile>;
  dropped: number;
}

export interface ProofWork {
  stages: readonly ProvenFiles[];
  /** Local files of canonical rows that nobody may train on. */
  frozen: readonly { name: string; path: string }[];
  split: SplitRule;
  /** What counts as a near-duplicate, and whether it is a leak: as it was split by. */
  duplicates: DuplicatesSpec;
  /** The ledger that was written; rows are checked against its entries. */
  ledger: WrittenFile | null;
  /** A folder that nothing else writes to. */
  folder: string;
  /** Threads beside this one. */
  workers: 0 | 1 | 2;
  signal: AbortSignal;
  /** Called now and then with rows done so far; train rows are done twice, the others three times. */
  onProgress?: (rows: number) => void;
}

/** Numbers of sides: held-out rows come first, so that only their indexes are kept. */
const [train, validation, test] = [0, 1, 2];

/**
 * Proves from the written files alone that no group, prompt, origin or near-duplicate stands on two sides, over all stages and
 * frozen sets, and that every row stands where the ledger says. Holds at the most about 400 bytes a row.
 * @throws LeakDetected with counts and the first places when it does not hold, or files have other numbers of rows than said
 * @throws InvalidInput when the ledger is damaged
 */
export async function proveSplit(work: ProofWork): Promise<SplitProof> {
  let done = 0;
  const apart = await proveApart({ ...work, onProgress: (rows) => work.onProgress?.((done = rows)) });
  const tell = (rows: number) => work.onProgress?.((done += rows));
  const prover = new SplitProver(
    work.stages.map(({ stage, dataset, answersAreLabels }) => ({
      stage,
      labels: answersAreLabels,
      ready: dataset.every(({ split }) => split !== null),
    })),
  );
  const overlap = new GramOverlap();
  await readSides(work, prover, overlap, tell);
  requireCounts(work, prover);
  const ledger = await checkLedger(work, prover);
  const found = prover.found();
  requireSeparateSides({ ...found, ...apart, ledgerConflicts: ledger?.conflicts ?? 0 });
  return {
    formula: splitFormula,
    split: work.split,
    stages: stagesOf(work, prover),
    frozen: apart.frozen.map((set) => ({ ...set, alike: 0 })),
    ledger: work.ledger === null ? null : { sha256: work.ledger.ref.sha256, entries: ledger!.entries },
    groups: found.groups,
    sharedGroups: 0,
    exactDuplicates: 0,
    ledgerConflicts: 0,
    nearDuplicates: apart.threshold === null ? null : 0,
    threshold: apart.threshold,
    mostSimilar: apart.mostSimilar,
    overlap: {
      words: overlapWords,
      validation: await countOverlaps(work, validation, overlap, tell),
      test: await countOverlaps(work, test, overlap, tell),
      capped: overlap.capped,
    },
    labels: prover.labels.shares(prover.rows),
  };
}

async function readSides(work: ProofWork, prover: SplitProver, overlap: GramOverlap, tell: (rows: number) => void): Promise<void> {
  for (const side of [test, validation, train]) {
    for await (const { rows, stage } of rowsOf(work, side)) {
      for (const row of rows) {
        const texts = comparableTexts(row, prover.add(row, stage, side));
        if (side === train) overlap.addTrain(texts);
        else overlap.addHeldOut(texts);
      }
      tell(rows.length);
    }
  }
}

async function countOverlaps(work: ProofWork, side: number, overlap: GramOverlap, tell: (rows: number) => void): Promise<number> {
  let count = 0;
  for await (const { rows } of rowsOf(work, side)) {
    for (const row of rows) if (overlap.overlaps(comparableTexts(row))) count += 1;
    tell(rows.length);
  }
  return count;
}

async function* rowsOf({ stages, signal }: ProofWork, side: number): AsyncGenerator<{ rows: OriginRow[]; stage: number }> {
  for (const [stage, { files }] of stages.entries()) {
    for await (const rows of readRowFile<OriginRow>(files[sideNames[side]!].path)) {
      signal.throwIfAborted();
      yield { rows, stage };
    }
  }
}

function requireCounts({ stages }: ProofWork, prover: SplitProver): void {
  for (const [index, { stage, files }] of stages.entries()) {
    for (const side of sideNames) {
      const rows = prover.rows[index]!.rows[side];
      const written = files[side].ref.rows;
      if (rows === written) continue;
      throw new AnnealFailure(
        'LeakDetected',
        `The ${side} file of stage "${stage}" holds ${rows} rows, and ${written} were written: nothing is proved of rows that are not there. Run the split again with \`fresh: true\`.`,
        { details: { stage, split: side, found: rows, written } },
      );
    }
  }
}

async function checkLedger(
  { ledger, split, signal }: ProofWork,
  prover: SplitProver,
): Promise<{ entries: number; conflicts: number } | null> {
  if (ledger === null) return null;
  const name = ledger.ref.sha256;
  const reader = new LedgerReader(name);
  let conflicts = 0;
  for await (const line of ledgerFile(ledger.path, name).lines) {
    signal.throwIfAborted();
    const entry = reader.read(line);
    if (entry !== null && prover.contradicts(entry.digest, entry.side)) conflicts += 1;
  }
  const header = reader.end();
  requireSalt(header, split.salt, name);
  return { entries: header.entries, conflicts };
}

function stagesOf({ stages }: ProofWork, prover: SplitProver): SplitProof['stages'] {
  return stages.map(({ stage, dataset, files, dropped }, index) => ({
    stage,
    dataset: hashOf(dataset.map(({ split, rows }) => ({ split, sha256: rows.sha256 }))),
    rows: { ...prover.rows[index]!.rows, dropped },
    files: { train: files.train.ref.sha256, validation: files.validation.ref.sha256, test: files.test.ref.sha256 },
  }));
}
