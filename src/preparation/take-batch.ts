import type { RowFinding } from '../contracts/row-finding.ts';
import type { DoneBatch } from '../data/findings/done-rows.ts';
import type { StepTally } from '../data/findings/step-tally.ts';
import type { LineFile } from './line-file.ts';

/** Where the rows of a step, and what is told of them, go. */
export interface BatchTarget {
  kept: LineFile;
  told: LineFile;
  tally: StepTally;
  /** Gathers what ends the run. */
  failing: { add(findings: readonly RowFinding[]): void };
}

/** Writes and counts what became of some rows. */
export async function takeBatch({ rows, lines, linesKept, told }: DoneBatch, target: BatchTarget): Promise<void> {
  await target.kept.writeLines(lines, linesKept);
  target.tally.addSilent(rows - told.length);
  for (const { kept, findings, shown } of told) {
    for (const finding of findings) await target.told.write(finding);
    const sources = new Map(shown.map(([place, source]) => [findings[place], source]));
    target.tally.add(kept, findings, (finding) => sources.get(finding) ?? null);
    target.failing.add(findings);
  }
}
