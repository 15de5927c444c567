import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { AnswerKind, DatasetStatistics, DuplicateGroups, RowCounts, SplitName } from '../contracts/dataset.ts';
import type { DuplicatesSpec, SettledDuplicates } from '../contracts/duplicates-spec.ts';
import type { PiiSpec } from '../contracts/pii-spec.ts';
import type { Row } from '../contracts/row.ts';
import { duplicateFindings, duplicateRule } from '../data/duplicates/duplicate-findings.ts';
import { findDuplicates, type Duplicates } from '../data/duplicates/find-duplicates.ts';
import type { Sketches } from '../data/duplicates/sketches.ts';
import { excerptSource } from '../data/findings/excerpt-source.ts';
import { StepTally } from '../data/findings/step-tally.ts';
import { createPiiFinder, type PiiFinder } from '../data/pii/find-pii.ts';
import { FailingRows } from '../data/validation/require-kept.ts';
import { StatisticsBuilder } from '../data/statistics.ts';
import { sketchFiles } from './duplicates/sketch-files.ts';
import type { LineFile } from './line-file.ts';
import { readRowFile } from './row-file.ts';
import { partName, refusalOf, writeParts, type PartFile, type StepFiles, type StepSetting } from './step-files.ts';

export interface DuplicatesWork extends StepSetting {
  parts: readonly PartFile[];
  /** Of the steps before. */
  counts: RowCounts;
  /** Kind of the answers, which decides what `auto` means for conflicts. */
  answers: AnswerKind;
  duplicates: DuplicatesSpec;
  /** Threads that read words; small files need none. */
  workers: 0 | 1 | 2;
  pii: PiiSpec;
}

export interface DeduplicatedFiles extends StepFiles {
  duplicates: DuplicateGroups;
  /** Of the rows that are left. */
  statistics: DatasetStatistics;
}

/** Groups that are told by size. */
const toldClusters = 10;

/**
 * Finds rows that contradict each other, then those that say the same. Ready-made splits are looked at one by one: the same
 * row on two sides is a leak, which splitting finds; near-duplicates within ready-made validation and test rows are told of only.
 */
export async function deduplicateParts(work: DuplicatesWork): Promise<DeduplicatedFiles> {
  const { dataset, parts, folder, duplicates, answers } = work;
  const spec: SettledDuplicates = {
    ...duplicates,
    conflicts: duplicates.conflicts === 'auto' ? (answers === 'text' ? 'flag' : 'drop') : duplicates.conflicts,
  };
  const tally = new StepTally(work.counts);
  const statistics = new StatisticsBuilder();
  const failing = new FailingRows();
  const find = createPiiFinder(work.pii);
  const groups = new GroupSizes();
  const splits = parts.map(({ split }) => split);
  const written = await writeParts(folder, splits, async (rowsOf, findings) => {
    let done = 0;
    for (const split of new Set(splits)) {
      done += await deduplicateSplit(split, splitSpec(spec, split), {
        ...work,
        done,
        kept: rowsOf(split),
        told: findings,
        tally,
        statistics,
        failing,
        find,
        groups,
      });
    }
  });
  return {
    ...written,
    quarantine: tally.quarantine(),
    counts: tally.counts(),
    refusal: refusalOf(failing.failure(dataset) ?? tally.emptiness(dataset)),
    duplicates: groups.result(),
    statistics: statistics.statistics(),
  };
}

/** Rows that somebody chose to measure by are told of where they are nearly equal, and stay. */
function splitSpec(spec: SettledDuplicates, split: SplitName | null): SettledDuplicates {
  const isChosen = split === 'validation' || split === 'test';
  return isChosen && spec.near.action === 'drop' ? { ...spec, near: { ...spec.near, action: 'flag' } } : spec;
}

interface Split extends DuplicatesWork {
  /** Rows of the splits before. */
  done: number;
  kept: LineFile;
  told: LineFile;
  tally: StepTally;
  statistics: StatisticsBuilder;
  failing: FailingRows;
  find: PiiFinder;
  groups: GroupSizes;
}

/** @returns the number of its rows */
async function deduplicateSplit(split: SplitName | null, spec: SettledDuplicates, work: Split): Promise<number> {
  const paths = work.parts.filter((part) => part.split === split).map(({ path }) => path);
  const folder = join(work.folder, `sketch-${partName(split)}`);
  await mkdir(folder);
  const { signal, workers } = work;
  using sketched = await sketchFiles({ paths, folder, workers, signal });
  const found = findDuplicates(sketched.sketches, spec);
  work.groups.add(found);
  let row = 0;
  for (const path of paths) {
    for await (const rows of readRowFile<Row>(path)) {
      signal.throwIfAborted();
      for (const own of rows) await settleRow(own, row++, { ...sketched, found, spec }, work);
      work.onProgress?.(work.done + row);
    }
  }
  return row;
}

async function settleRow(
  row: Row,
  number: number,
  { sketches, found, spec }: { sketches: Sketches; found: Duplicates; spec: SettledDuplicates },
  { kept, told, tally, statistics, failing, find }: Split,
): Promise<void> {
  const findings = duplicateFindings(sketches, found, number, spec);
  const stays = duplicateRule(found, number, spec) === null;
  if (stays) {
    statistics.add(row);
    await kept.write(row);
  }
  for (const finding of findings) await told.write(finding);
  failing.add(findings);
  tally.add(stays, findings, (finding) => excerptSource(row, finding, find));
}

/** Counts groups of conflicting and of near-duplicate rows. */
class GroupSizes {
  #conflicts = 0;
  readonly #clusters: number[] = [];

  add({ conflict, near }: Duplicates): void {
    for (const [row, first] of conflict.entries()) if (first === row) this.#conflicts += 1;
    const sizes = new Map<number, number>();
    for (const kept of near) if (kept !== -1) sizes.set(kept, (sizes.get(kept) ?? 1) + 1);
    this.#clusters.push(...sizes.values());
  }

  result(): DuplicateGroups {
    const largestClusters = this.#clusters.toSorted((a, b) => b - a).slice(0, toldClusters);
    return { conflicts: this.#conflicts, clusters: this.#clusters.length, largestClusters };
  }
}
