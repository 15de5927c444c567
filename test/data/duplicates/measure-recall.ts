import { DuplicatesSpec } from '../../../src/contracts/duplicates-spec.ts';
import { duplicateFindings, duplicateRule } from '../../../src/data/duplicates/duplicate-findings.ts';
import { findDuplicates } from '../../../src/data/duplicates/find-duplicates.ts';
import { sketchRows } from '../../../src/data/duplicates/sketches.ts';
import { generateNearDuplicates, type NearDuplicateRow } from '../planted/generate-near-duplicates.ts';

export interface Band {
  pairs: number;
  recall: number;
}

export interface MeasuredDuplicates {
  /** By the exact 5-gram Jaccard similarity of the prompts. A pair is found when one of its rows at most is left. */
  bands: Record<'from 0.8' | '0.5 to 0.8' | 'below 0.5' | 'all', Band>;
  /** Rows that were dropped for a row of no common cluster. */
  falseMerges: number;
  /** Pairs of one prompt and two answers of which a row was dropped, or not told. */
  lostConflicts: number;
  conflicts: number;
}

/** Plants near-duplicates, look-alikes and, for every tenth row of no cluster, the same prompt with another answer; finds duplicates with the defaults. */
export function measureDuplicates(seed: number, count: number): MeasuredDuplicates {
  const made = generateNearDuplicates(seed, count);
  const rows = [...made.rows];
  const clusterOf = new Map(made.clusters.flatMap((cluster, index) => cluster.map((row) => [row, index] as const)));
  const conflicts = made.rows.flatMap((row, index): [number, number][] => {
    if (index % 10 !== 0) return [];
    rows.push({ prompt: index % 20 === 0 ? row.prompt : ` ${row.prompt.toUpperCase()}\n`, answer: anotherAnswer(made.rows, row.answer) });
    return [[index, rows.length - 1]];
  });
  const spec = { ...DuplicatesSpec.parse({}), conflicts: 'flag' as const };
  const sketches = sketchRows(
    rows.map(({ prompt, answer }, index) => ({
      messages: [
        { role: 'user' as const, content: prompt },
        { role: 'assistant' as const, content: answer },
      ],
      source: { file: 'rows.jsonl', line: index + 1 },
    })),
  );
  const found = findDuplicates(sketches, spec);
  const conflicted = new Set(conflicts.flat());
  const dropped = rows.map((_, row) => duplicateRule(found, row, spec) !== null);
  const merged = rows.flatMap((_, row) => {
    const kept = found.near[row] !== -1 ? found.near[row]! : found.exact[row]!;
    return kept === -1 || kept === row ? [] : [[row, kept] as const];
  });
  const plain = made.pairs.filter(({ rows: [a, b] }) => !conflicted.has(a) && !conflicted.has(b));
  const band = (low: number, high: number): Band => {
    const within = plain.filter(({ jaccard }) => jaccard >= low && jaccard < high);
    return { pairs: within.length, recall: within.filter(({ rows: [a, b] }) => dropped[a]! || dropped[b]!).length / within.length };
  };
  const told = (row: number): boolean => duplicateFindings(sketches, found, row, spec).some(({ rule }) => rule === 'conflict');
  return {
    bands: { 'from 0.8': band(0.8, 2), '0.5 to 0.8': band(0.5, 0.8), 'below 0.5': band(0, 0.5), all: band(0, 2) },
    falseMerges: merged.filter(([row, kept]) => clusterOf.get(row) === undefined || clusterOf.get(row) !== clusterOf.get(kept)).length,
    lostConflicts: conflicts.filter((pair) => pair.some((row) => dropped[row]! || !told(row))).length,
    conflicts: conflicts.length,
  };
}

function anotherAnswer(rows: readonly NearDuplicateRow[], answer: string): string {
  return rows.find((row) => row.answer !== answer)!.answer;
}
