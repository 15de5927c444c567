import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { SplitProof } from '../contracts/split-proof.ts';
import { proveSplit } from './prove-split.ts';
import { readRowFile } from './row-file.ts';
import { splitParts, type SplitParts, type SplitWork } from './split-parts.ts';
import type { PartFile } from './step-files.ts';

/** A stage whose rows are ready to be split. */
interface StageParts {
  stage: string;
  answersAreLabels: boolean;
  parts: readonly PartFile[];
}

export interface ProvenSplitWork extends Omit<SplitWork, 'earlier' | 'stages'> {
  stages: readonly StageParts[];
  /** The ledger of the run before, as a local file. */
  earlier: { name: string; path: string } | null;
}

export interface ProvenSplit {
  parts: SplitParts;
  proof: SplitProof;
  warnings: string[];
}

/**
 * Splits all stages together, and proves from the written files alone that nothing stands on two sides.
 * @throws as `splitParts` and `proveSplit` do
 */
export async function splitAndProve({ earlier, ...work }: ProvenSplitWork): Promise<ProvenSplit> {
  const ledger = earlier === null ? undefined : { name: earlier.name, lines: linesOf(earlier.path) };
  const parts = await splitParts({ ...work, earlier: ledger });
  const stages = work.stages.map(({ parts: dataset, ...stage }, index) => ({ ...stage, dataset, ...parts.stages[index]! }));
  const folder = join(work.folder, 'proof');
  await mkdir(folder);
  const proof = await proveSplit({ ...work, folder, stages, ledger: parts.ledgerFile });
  return { parts, proof, warnings: parts.report.warnings.map(({ message }) => message) };
}

async function* linesOf(path: string): AsyncGenerator<unknown> {
  for await (const lines of readRowFile<unknown>(path)) yield* lines;
}
