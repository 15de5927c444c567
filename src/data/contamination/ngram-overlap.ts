import { appendShingles } from '../duplicates/shingles.ts';
import type { Sketches } from '../duplicates/sketches.ts';
import { WordBuffer } from '../duplicates/word-buffer.ts';
import { rankOf, type PlacedSketches } from './placed-rows.ts';

/** Words of a run, as in GPT-3's decontamination (Brown et al. 2020, appendix C) and in lm-eval. */
export const overlapWords = 13;
/** A measured row of fewer words is looked for as a whole, down to this length (GPT-3's shortest); shorter ones occur by themselves and count only when a prompt is equal. */
export const shortestWhole = 8;
/** Runs that more train rows hold are wording of the data, not a leak (the same source). */
const mostTrainRows = 10;

/** A row that holds runs of words of a row that is measured. */
export interface Overlap {
  row: number;
  /** The measured row that shares most. */
  measured: number;
  /** Share of that row's runs of 13 words that the row holds, in (0, 1]. */
  share: number;
}

/** Runs of the measured rows: where each was first seen, and how many train rows hold it. */
interface Runs {
  rowsByRun: Map<number, number[]>;
  trainRows: Map<number, number>;
  /** Lengths below 13 of measured rows that are looked for as a whole. */
  wholes: Set<number>;
}

/**
 * Rows that share runs of 13 words, over prompt and answer together, with a row of a higher side of any stage
 * (train < validation < test). Runs are known by 32 bits: two of them are taken for one once in 10⁹ pairs of runs, and a
 * lone run of an otherwise different row should be read as the hint that it is. Memory goes by the measured rows alone.
 */
export function findOverlaps(placed: PlacedSketches): Overlap[] {
  const { sketches } = placed;
  const runs = collectRuns(placed);
  if (runs.rowsByRun.size === 0) return [];
  forEachRun(placed, runs, (row, own) => {
    if (rankOf(placed, row) !== 0) return;
    for (const run of own) runs.trainRows.set(run, (runs.trainRows.get(run) ?? 0) + 1);
  });
  const found: Overlap[] = [];
  forEachRun(placed, runs, (row, own) => {
    const best = mostShared(placed, runs, row, own);
    if (best !== null) found.push({ row, measured: best.measured, share: Math.min(1, best.shared / runCount(sketches, best.measured)) });
  });
  return found;
}

/** Rows of one run that are kept: what all measured rows share is found once. */
const mostHolders = 16;

function collectRuns(placed: PlacedSketches): Runs {
  const { sketches } = placed;
  const runs: Runs = { rowsByRun: new Map(), trainRows: new Map(), wholes: new Set() };
  for (let row = 0; row < sketches.rows; row += 1) {
    if (rankOf(placed, row) === 0) continue;
    const tokens = ownTokens(sketches, row);
    if (tokens.length < shortestWhole) continue;
    const size = Math.min(overlapWords, tokens.length);
    if (size < overlapWords) runs.wholes.add(size);
    for (const run of runsOf(tokens, size)) {
      const holders = runs.rowsByRun.get(run);
      if (holders === undefined) runs.rowsByRun.set(run, [row]);
      else if (holders.length < mostHolders) holders.push(row);
    }
  }
  return runs;
}

/** Calls for every row that may give with those of its runs that a measured row has, each once. */
function forEachRun({ sketches, parts, partOf }: PlacedSketches, runs: Runs, visit: (row: number, own: Set<number>) => void): void {
  const sizes = [overlapWords, ...runs.wholes];
  for (let row = 0; row < sketches.rows; row += 1) {
    if (parts[partOf[row]!]!.side === 'test') continue;
    const tokens = ownTokens(sketches, row);
    const own = new Set<number>();
    for (const size of sizes) for (const run of runsOf(tokens, size)) if (runs.rowsByRun.has(run)) own.add(run);
    if (own.size > 0) visit(row, own);
  }
}

function mostShared(placed: PlacedSketches, runs: Runs, row: number, own: Set<number>): { measured: number; shared: number } | null {
  const shared = new Map<number, number>();
  const rank = rankOf(placed, row);
  for (const run of own) {
    if ((runs.trainRows.get(run) ?? 0) > mostTrainRows) continue;
    for (const measured of runs.rowsByRun.get(run)!)
      if (rankOf(placed, measured) > rank) shared.set(measured, (shared.get(measured) ?? 0) + 1);
  }
  let best: { measured: number; shared: number } | null = null;
  for (const [measured, count] of shared) if (best === null || count > best.shared) best = { measured, shared: count };
  return best;
}

/** Prompt and answer without instructions. */
function ownTokens(sketches: Sketches, row: number): Uint32Array {
  return sketches.readTokens(row).subarray(sketches.partLength(row, 0));
}

function runCount(sketches: Sketches, row: number): number {
  const tokens = sketches.partLength(row, 1) + sketches.partLength(row, 2);
  return Math.max(1, tokens - overlapWords + 1);
}

const buffer = new WordBuffer();

function runsOf(tokens: Uint32Array, size: number): Uint32Array {
  buffer.length = 0;
  appendShingles(tokens, size, buffer);
  return buffer.words.subarray(0, buffer.length);
}
