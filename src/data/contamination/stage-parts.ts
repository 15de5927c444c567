import type { SplitName } from '../../contracts/dataset.ts';
import { sideOrder, type PlacedSketches, type RowPart } from './placed-rows.ts';
import type { Sketches } from '../duplicates/sketches.ts';

const partsOfStage = sideOrder.length + 1;

export interface PartNames {
  /** `ready`: its sides were given. */
  stages: readonly { stage: string; ready: boolean }[];
  /** Names of sets that nobody may train on. */
  frozen: readonly string[];
}

/** Number of a stage's part in `placeFiles`. @param side `null` = yet to be chosen */
export function stagePart(stage: number, side: SplitName | null): number {
  return stage * partsOfStage + (side === null ? 0 : sideOrder.indexOf(side) + 1);
}

/** Rows of files, each with the part of its file. @param rowsOf of each file, and the part that its rows stand in */
export function placeFiles(
  sketches: Sketches,
  { stages, frozen }: PartNames,
  rowsOf: readonly { rows: number; part: number }[],
): PlacedSketches {
  const partOf = new Uint16Array(sketches.rows);
  let from = 0;
  for (const { rows, part } of rowsOf) {
    partOf.fill(part, from, from + rows);
    from += rows;
  }
  return { sketches, parts: [...stages.flatMap(partsOf), ...frozen.map(frozenPart)], partOf };
}

/** Number of a frozen set's part. */
export function frozenPartOf({ stages }: PartNames, set: number): number {
  return stages.length * partsOfStage + set;
}

function partsOf({ stage: name, ready }: PartNames['stages'][number]): RowPart[] {
  return [null, ...sideOrder].map((side) => ({ name, side, frozen: false, chosen: !ready && side !== null }));
}

function frozenPart(name: string): RowPart {
  return { name, side: 'test', frozen: true };
}

/**
 * The same rows where no near-duplicates are looked for among rows whose sides Anneal chose: these are compared with frozen
 * rows alone.
 */
export function agreedSides({ parts, ...placed }: PlacedSketches): PlacedSketches {
  return { ...placed, parts: parts.map((part) => (part.chosen === true ? { ...part, side: null, chosen: false } : part)) };
}
