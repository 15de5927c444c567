import type { SplitName } from '../contracts/dataset.ts';
import type { Plan, PlannedStage } from '../contracts/plan.ts';
import { rowsForGate } from './test-size.ts';
import { rowsText } from './gate-words.ts';

/** A loss that no gate should let through, as a share of what was known: twice what the default retention allows. */
const harm = 0.2;
/** Standard deviation of paired differences where one row in five is lost: √(0.2 × 0.8). */
const deviation = Math.sqrt(harm * (1 - harm));

/**
 * Stages whose test rows are too few for the retention gate: it should accept a model that lost nothing, and refuse one
 * that lost 20 points, each 95 times in 100. Counted from the lines of the files, before any row is dropped.
 */
export function testSizeWarnings({ stages, split }: Pick<Plan, 'stages' | 'split'>): string[] {
  return stages.flatMap((stage) => {
    const { minimum, onInconclusive } = stage.gates.retention;
    const needed = rowsForGate({ margin: 1 - minimum, harm, standardDeviation: deviation, onInconclusive });
    const rows = testRowsOf(stage, split.test);
    if (needed === null || rows >= needed) return [];
    return [
      `"${stage.name}" has about ${rowsText(rows)} to be tested on; its gates need ${rowsText(needed)} to tell a model that lost nothing from one that lost ${harm * 100} points. Give it more rows, or a larger share of them to "test".`,
    ];
  });
}

function testRowsOf({ files }: PlannedStage, share: number): number {
  const lines = (split: SplitName | null) => files.filter((file) => file.split === split).reduce((sum, file) => sum + file.lines, 0);
  return lines('test') + Math.floor(lines(null) * share);
}
