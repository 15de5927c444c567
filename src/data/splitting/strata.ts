import type { StratumReport } from '../../contracts/split-proof.ts';
import type { SplitRule } from '../../contracts/split-spec.ts';
import { droppedSide, noSide, sideNames } from './sides.ts';
import type { SplitTable } from './split-table.ts';

/** Strata that a report lists, those with the most rows. */
const listed = 100;
/** Characters of a label that a report shows. */
const shownCharacters = 60;

interface Count {
  realised: [number, number, number];
  /** Rows that Anneal put on a side. */
  placed: number;
  groups: number;
  /** Σ rows of a group², of placed rows. */
  squares: number;
}

/** Expected and realised rows of every stratum (stage, task, label) by side, of the rows that were kept. */
export function stratumReports(table: SplitTable, sides: Int8Array, rule: SplitRule): { strata: StratumReport[]; unlistedStrata: number } {
  const { strata, meaning } = table.strata.settle();
  const counts = strata.map((): Count => ({ realised: [0, 0, 0], placed: 0, groups: 0, squares: 0 }));
  const codes = new Float64Array(table.size);
  let placed = 0;
  for (let row = 0; row < table.size; row += 1) {
    const side = sides[row]!;
    if (side === droppedSide) continue;
    const stratum = meaning[table.stratum.at(row)]!;
    counts[stratum]!.realised[side as 0 | 1 | 2] += 1;
    if (table.given.at(row) === noSide) codes[placed++] = table.nameOf(row) * strata.length + stratum;
  }
  countGroups(codes.subarray(0, placed).toSorted(), counts);
  const found = strata.flatMap((stratum, number) => {
    const { realised, placed, groups, squares } = counts[number]!;
    const rows = realised[0] + realised[1] + realised[2];
    if (rows === 0) return [];
    const ofSide = (side: 0 | 1 | 2) => {
      const share = rule[sideNames[side]!];
      const ours = placed > 0;
      const spread = Math.sqrt(share * (1 - share) * squares);
      return { realised: realised[side], expected: ours ? share * placed : null, spread: ours ? spread : null };
    };
    const named = { stage: table.stages[stratum.stage]!.stage, task: shown(stratum.task), label: shown(stratum.label) };
    return [{ ...named, rows, groups, sides: { train: ofSide(0), validation: ofSide(1), test: ofSide(2) } }];
  });
  const sorted = found.toSorted((a, b) => b.rows - a.rows || (nameOf(a) < nameOf(b) ? -1 : 1));
  return { strata: sorted.slice(0, listed), unlistedStrata: Math.max(0, sorted.length - listed) };
}

/** @param codes group × strata + stratum of each row, sorted */
function countGroups(codes: Float64Array, counts: readonly Count[]): void {
  for (let at = 0; at < codes.length;) {
    const code = codes[at]!;
    const start = at;
    while (codes[at] === code) at += 1;
    const count = counts[code % counts.length]!;
    count.placed += at - start;
    count.groups += 1;
    count.squares += (at - start) ** 2;
  }
}

function shown(name: string | null): string | null {
  return name === null || name.length <= shownCharacters ? name : `${name.slice(0, shownCharacters - 1)}…`;
}

function nameOf({ stage, task, label }: StratumReport): string {
  return JSON.stringify([stage, task, label]);
}
