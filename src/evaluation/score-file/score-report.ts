import type { ScoreDifference } from './compare-files.ts';
import type { FileScores } from './score-file.ts';

/** Everything that was said of a file; `anneal score --json` prints it. */
export interface ScoreReport extends FileScores {
  file: string;
  /** null where no other file was given. */
  comparison: { against: string; differences: Record<string, ScoreDifference> } | null;
}
