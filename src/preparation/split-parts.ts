import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ContaminationPair } from '../contracts/data-report.ts';
import type { SplitName } from '../contracts/dataset.ts';
import type { DuplicatesSpec } from '../contracts/duplicates-spec.ts';
import type { RowFinding } from '../contracts/row-finding.ts';
import type { SplitReport } from '../contracts/split-proof.ts';
import type { SplitRule } from '../contracts/split-spec.ts';
import { LeakSieve } from '../data/contamination/leak-sieve.ts';
import { placedView, type PlacedSketches } from '../data/contamination/placed-rows.ts';
import { frozenPartOf, placeFiles, stagePart } from '../data/contamination/stage-parts.ts';
import { nearDuplicateClusters } from '../data/duplicates/near-duplicate-clusters.ts';
import { splitRow, type OriginRow } from '../data/split-keys.ts';
import { sideNames } from '../data/splitting/sides.ts';
import { SplitTable } from '../data/splitting/split-table.ts';
import { sketchFiles, type SketchedFiles } from './duplicates/sketch-files.ts';
import { readLedger, type EarlierLedger } from './ledger-file.ts';
import { writeLineFiles, type WrittenFile } from './line-file.ts';
import { readRowFile } from './row-file.ts';
import { placeOnSides, type SettledSplit } from './settled-split.ts';

/** A stage whose rows are to be split, or were. */
export interface StageFiles {
  stage: string;
  /** The answer is the label of a row that names none. */
  answersAreLabels: boolean;
  /** Local files of canonical rows: one with `split` null, or one for each ready-made split. */
  parts: readonly { split: SplitName | null; path: string }[];
}

export interface SplitWork {
  /** In order. */
  stages: readonly StageFiles[];
  /** Local files of canonical rows that nobody may train on. */
  frozen: readonly { name: string; path: string }[];
  split: SplitRule;
  /** What becomes of leaks, and from which similarity on rows are near-duplicates; with `near.action` off, only equal prompts tie rows that Anneal splits. */
  duplicates: DuplicatesSpec;
  /** What the run before wrote: its rows stay on their sides. */
  earlier?: EarlierLedger | undefined;
  /** An empty folder for the output. */
  folder: string;
  /** Threads beside this one. */
  workers: 0 | 1 | 2;
  signal: AbortSignal;
  /** Called now and then with rows done so far; every row is done three times. */
  onProgress?: (rows: number) => void;
}

export interface SplitParts {
  /** Rows in = train + validation + test + dropped. `findings`: a line for each dropped row, and for each that is told of. */
  stages: { stage: string; files: Record<SplitName, WrittenFile>; findings: WrittenFile; dropped: number }[];
  /** Hash of the assignment group → side of the rows that were kept. */
  ledger: string;
  /** What the next run takes as `earlier`. */
  ledgerFile: WrittenFile;
  report: SplitReport;
  /** Rows that were found on two sides, and every pair of a stage and a frozen set. */
  contamination: ContaminationPair[];
}

/**
 * Splits all stages together. Leaks between ready-made splits, and rows like frozen ones, go first; near-duplicates are tied;
 * rows are placed; what is still on two sides goes; the sides are written. Reads all files three times, and holds at the most
 * about 500 bytes of each row, not its text.
 * @throws DatasetRejected when a side of a stage is left empty
 * @throws LeakDetected when rows stand on two sides and nobody may give
 * @throws InvalidInput when the earlier ledger is damaged or of another salt
 */
export async function splitParts(work: SplitWork): Promise<SplitParts> {
  const paths = [...work.stages.flatMap(({ parts }) => parts.map(({ path }) => path)), ...work.frozen.map(({ path }) => path)];
  const progress = progressOf(work);
  using sketched = await sketchFiles({ ...work, paths, onProgress: progress.sketched });
  const placed = placeAll(work, sketched);
  const sieve = new LeakSieve(placed, work.duplicates);
  const stageRows = sketched.rowsOf.slice(0, paths.length - work.frozen.length).reduce((sum, rows) => sum + rows, 0);
  sieve.compareGiven();
  const clusters =
    work.duplicates.near.action === 'off' ? null : clustersOf(placed, sieve.rowsLeft(stageRows), work.duplicates.near.similarity);
  const { table, rowOf } = await readKeys(work, { sieve, clusters, stageRows, done: progress.read });
  if (work.earlier !== undefined) await readLedger(work.earlier, table, work.signal);
  const settled = placeOnSides({ ...work, placed, sieve, table, rowOf });
  const stages = await writeStages(work, settled, progress.read);
  const { ledger: ledgerFile } = await writeLineFiles(work.folder, ['ledger'], async (files) => {
    for (const line of settled.ledger.lines()) await files.ledger.write(line);
  });
  return { stages, ledger: settled.ledger.assignment, ledgerFile, report: settled.report, contamination: settled.contamination };
}

function progressOf({ onProgress }: SplitWork): { sketched: (rows: number) => void; read: (rows: number) => void } {
  let done = 0;
  const tell = (rows: number) => {
    done = rows;
    onProgress?.(done);
  };
  return { sketched: tell, read: (rows) => tell(done + rows) };
}

function placeAll({ stages, frozen }: SplitWork, { sketches, rowsOf }: SketchedFiles): PlacedSketches {
  const names = {
    stages: stages.map(({ stage, parts }) => ({ stage, ready: parts.every(({ split }) => split !== null) })),
    frozen: frozen.map(({ name }) => name),
  };
  const files = [
    ...stages.flatMap(({ parts }, stage) => parts.map(({ split }) => stagePart(stage, split))),
    ...frozen.map((_, set) => frozenPartOf(names, set)),
  ];
  return placeFiles(
    sketches,
    names,
    files.map((part, file) => ({ rows: rowsOf[file]!, part })),
  );
}

/** By row: the number of its cluster; −1 = it is like no other. */
function clustersOf(placed: PlacedSketches, wanted: Int32Array, similarity: number): Int32Array {
  const { view, rows } = placedView(placed, wanted);
  const found = nearDuplicateClusters(view.sketches, similarity);
  const sizes = new Int32Array(found.length);
  for (const cluster of found) sizes[cluster]! += 1;
  const clusters = new Int32Array(placed.sketches.rows).fill(-1);
  for (const [at, cluster] of found.entries()) if (sizes[cluster]! > 1) clusters[rows[at]!] = cluster;
  return clusters;
}

interface KeyReading {
  sieve: LeakSieve;
  clusters: Int32Array | null;
  stageRows: number;
  done: (rows: number) => void;
}

/** What splitting needs of the rows that are left. `rowOf`: number of a row in the table; −1 = it went before. */
async function readKeys(
  { stages, split, signal }: SplitWork,
  { sieve, clusters, stageRows, done }: KeyReading,
): Promise<{ table: SplitTable; rowOf: Int32Array }> {
  const table = new SplitTable(split.salt);
  const rowOf = new Int32Array(stageRows).fill(-1);
  let number = 0;
  for (const { stage, answersAreLabels: labels, parts } of stages) {
    table.startStage(stage);
    for (const part of parts) {
      for await (const rows of readRowFile<OriginRow>(part.path)) {
        signal.throwIfAborted();
        for (const row of rows) {
          if (!sieve.isGone(number)) {
            rowOf[number] = table.size;
            table.add(splitRow(row, part.split, { labels, cluster: clusters?.[number] }));
          }
          number += 1;
        }
        done(rows.length);
      }
    }
  }
  return { table, rowOf };
}

async function writeStages(work: SplitWork, settled: SettledSplit, done: (rows: number) => void): Promise<SplitParts['stages']> {
  const written: SplitParts['stages'] = [];
  let number = 0;
  for (const [index, { stage, parts }] of work.stages.entries()) {
    const folder = join(work.folder, String(index));
    await mkdir(folder);
    let dropped = 0;
    const { findings, ...files } = await writeLineFiles(folder, ['train', 'validation', 'test', 'findings'], async (open) => {
      for (const part of parts) {
        for await (const rows of readRowFile<OriginRow>(part.path)) {
          work.signal.throwIfAborted();
          for (const row of rows) {
            const { side, finding } = settled.outcomeOf(number);
            const name = sideNames[side];
            if (name === undefined) dropped += 1;
            else await open[name].write(row);
            if (finding !== null) await open.findings.write(finding satisfies RowFinding);
            number += 1;
          }
          done(rows.length);
        }
      }
    });
    written.push({ stage, files, findings, dropped });
  }
  return written;
}
