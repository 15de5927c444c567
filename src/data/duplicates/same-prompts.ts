import type { RowComparison } from './compare-rows.ts';
import type { Sketches } from './sketches.ts';
import { RowTable } from './row-table.ts';

/** What rows with equal prompts (and equal instructions) are to each other. −1 = nothing; else the row it is about. */
export interface SamePrompts {
  /** The first row with the same prompt and the same answer, of every row that repeats one. */
  exact: Int32Array;
  /** The first row with the same prompt, of every row in a group whose answers contradict each other, that first row included. */
  conflict: Int32Array;
  /** An earlier row with the same prompt that gives the same answer in other words. */
  reworded: Int32Array;
}

/** Different answers of one prompt that a further one is compared with, the newest first: prompts such as "Go on." have thousands. */
const mostCompared = 24;

/**
 * Finds exact duplicates and conflicts: a prompt that has two answers that do not say the same. 36 bytes a row.
 * @param comparison tells re-worded answers from contradicting ones; `null` = every other answer contradicts
 */
export function findSamePrompts(sketches: Sketches, comparison: RowComparison | null): SamePrompts {
  const { rows } = sketches;
  const [exact, conflict, reworded] = [none(rows), none(rows), none(rows)];
  const samePrompt = (a: number, b: number) => sketches.samePrompt(a, b) && sketches.sameInstructions(a, b);
  const prompts = new RowTable(rows, (row) => sketches.promptWord(row), samePrompt);
  const pairs = new RowTable(
    rows,
    (row) => sketches.promptWord(row) ^ sketches.answerWord(row),
    (a, b) => samePrompt(a, b) && sketches.sameAnswer(a, b),
  );
  /** Of a group's first row: its newest answer. Of every other answer: the one before. */
  const newest = none(rows);
  const before = none(rows);
  const first = none(rows);
  for (let row = 0; row < rows; row += 1) {
    const same = pairs.findOrAdd(row);
    if (same !== row) {
      exact[row] = same;
      continue;
    }
    first[row] = prompts.findOrAdd(row);
    const group = first[row]!;
    if (group !== row) {
      reworded[row] = sameSaying(row, newest[group]!, before, comparison);
      if (reworded[row] === -1) conflict[group] = group;
    }
    before[row] = newest[group]!;
    newest[group] = row;
  }
  for (let row = 0; row < rows; row += 1) if (first[row] !== -1) conflict[row] = conflict[first[row]!]!;
  return { exact, conflict, reworded };
}

function sameSaying(row: number, newest: number, before: Int32Array, comparison: RowComparison | null): number {
  if (comparison === null) return -1;
  let other = newest;
  for (let compared = 0; other !== -1 && compared < mostCompared; compared += 1) {
    if (comparison.isSame(row, other, 'row')) return other;
    other = before[other]!;
  }
  return -1;
}

function none(rows: number): Int32Array {
  return new Int32Array(rows).fill(-1);
}
