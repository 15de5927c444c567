import type { SplitProof } from '../contracts/split-proof.ts';
import { proveSplit } from '../datasets/prove-split.ts';
import { splitParts, type SplitParts, type SplitWork } from '../datasets/split-parts.ts';
import { readRowFile } from './row-file.ts';

export interface ProvenSplitWork extends Omit<SplitWork, 'earlier'> {
  /** The ledger of the run before, as a local file. */
  earlier: { name: string; path: string } | null;
}

export interface ProvenSplit {
  parts: SplitParts;
  proof: SplitProof;
  warnings: string[];
}

/** Splits all stages together, and proves from the written files alone that nothing stands on two sides. */
export async function splitAndProve({ earlier, ...work }: ProvenSplitWork): Promise<ProvenSplit> {
  const parts = await splitParts({ ...work, earlier: earlier === null ? undefined : { name: earlier.name, lines: linesOf(earlier.path) } });
  const proof = await proveSplit(work, parts);
  return { parts, proof, warnings: parts.report.warnings.map(({ message }) => message) };
}

async function* linesOf(path: string): AsyncGenerator<unknown> {
  for await (const lines of readRowFile<unknown>(path)) yield* lines;
}
