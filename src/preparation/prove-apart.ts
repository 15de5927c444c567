import type { SplitName } from '../contracts/dataset.ts';
import type { RowPlace, SimilarRows } from '../contracts/split-proof.ts';
import { findContamination, type Leak } from '../data/contamination/find-contamination.ts';
import { looksAtAllSides, promptSearch } from '../data/contamination/leak-sieve.ts';
import { partOf, placedView, type PlacedSketches } from '../data/contamination/placed-rows.ts';
import { frozenPartOf, placeFiles, stagePart } from '../data/contamination/stage-parts.ts';
import { sideNames } from '../data/splitting/sides.ts';
import type { Shared } from '../data/splitting/split-prover.ts';
import { sketchFiles } from './duplicates/sketch-files.ts';
import type { ProofWork } from './prove-split.ts';

/** Prompts on two sides, as the written files have them. */
export interface Apart {
  /** Rows of stages that are near-duplicates of a row on a higher side. */
  nearDuplicates: Shared;
  /** Rows with the same or nearly the same prompt as a frozen row. */
  likeFrozen: Shared;
  /** Frozen sets, with their numbers of rows. */
  frozen: { name: string; rows: number }[];
  /** Similarity from which a row is a near-duplicate; `null` = they were not looked for among all rows. */
  threshold: number | null;
  mostSimilar: SimilarRows | null;
}

type ApartWork = Pick<ProofWork, 'stages' | 'frozen' | 'duplicates' | 'folder' | 'workers' | 'signal' | 'onProgress'>;

/** Looks for prompts on two sides in the written files and the frozen sets, in the same way and order in which the splitter did at last. */
export async function proveApart(work: ApartWork): Promise<Apart> {
  const { stages, frozen, duplicates } = work;
  const paths = [...stages.flatMap(({ files }) => sideNames.map((side) => files[side].path)), ...frozen.map(({ path }) => path)];
  using sketched = await sketchFiles({ ...work, paths });
  const names = {
    stages: stages.map(({ stage, dataset }) => ({ stage, ready: dataset.every(({ split }) => split !== null) })),
    frozen: frozen.map(({ name }) => name),
  };
  const parts = [
    ...stages.flatMap((_, stage) => sideNames.map((side) => stagePart(stage, side))),
    ...frozen.map((_, set) => frozenPartOf(names, set)),
  ];
  const placed = placeFiles(
    sketched.sketches,
    names,
    parts.map((part, file) => ({ rows: sketched.rowsOf[file]!, part })),
  );
  const { among, search } = promptSearch(placed, duplicates);
  const all = Int32Array.from({ length: placed.sketches.rows }, (_, row) => row);
  const { view, rows } = placedView(among, all);
  const { leaks, mostSimilar } = findContamination(view, { ...search, mostSimilar: true });
  const placeOf = (row: number) => rowPlace(placed, rows[row]!);
  const isFrozen = ({ measured }: Leak) => partOf(view, measured).frozen;
  return {
    nearDuplicates: sharedOf(
      leaks.filter((leak) => leak.kind === 'near' && !isFrozen(leak)),
      placeOf,
    ),
    likeFrozen: sharedOf(leaks.filter(isFrozen), placeOf),
    frozen: frozen.map(({ name }, set) => ({ name, rows: sketched.rowsOf[stages.length * sideNames.length + set]! })),
    threshold: looksAtAllSides(duplicates) ? duplicates.near.similarity : null,
    mostSimilar: mostSimilar && { similarity: mostSimilar.jaccard, row: placeOf(mostSimilar.train), heldOut: placeOf(mostSimilar.heldOut) },
  };
}

function sharedOf(leaks: readonly Leak[], placeOf: (row: number) => RowPlace): Shared {
  const first = leaks[0];
  return { count: leaks.length, example: first === undefined ? null : [placeOf(first.learned), placeOf(first.measured)] };
}

/** Frozen rows stand in the test split of their set. */
function rowPlace(placed: PlacedSketches, row: number): RowPlace {
  const { name: stage, side } = partOf(placed, row);
  return { stage, split: side satisfies SplitName | null as SplitName, ...placed.sketches.place(row) };
}
