import type { SplitName } from '../../contracts/dataset.ts';
import type { SplitWarning } from '../../contracts/split-proof.ts';
import { wilsonInterval } from '../../evaluation/wilson.ts';

/** Rows by side of a stage, and those that were dropped. */
export interface SideCounts extends Record<SplitName, number> {
  stage: string;
  dropped: number;
}

/** Hosted fine-tuning takes no fewer (OpenAI's limit); with fewer, nothing is learned that a prompt would not give. */
const leastTrainRows = 10;
/** Below it, the interval of a good score is wider than 0.12. */
const leastTestRows = 100;
/** Below it, the choice between checkpoints and between retries is close to chance. */
const leastValidationRows = 30;
/** The score whose interval a warning names. */
const goodScore = 0.9;

/** Sides that are too small for what they are for, with what a score on them would be worth. */
export function sizeWarnings(stages: readonly SideCounts[]): SplitWarning[] {
  return stages.flatMap((counts) => [
    ...trainWarning(counts),
    ...scoredWarning(counts, 'validation', leastValidationRows),
    ...scoredWarning(counts, 'test', leastTestRows),
  ]);
}

function trainWarning({ stage, train: rows }: SideCounts): SplitWarning[] {
  if (rows >= leastTrainRows) return [];
  const message = `Stage "${stage}" has ${rows} train ${rows === 1 ? 'row' : 'rows'}; ${leastTrainRows} are the least that hosted training takes. Give more rows.`;
  return [{ stage, side: 'train', rows, interval: null, message }];
}

function scoredWarning({ stage, ...counts }: SideCounts, side: 'validation' | 'test', least: number): SplitWarning[] {
  const rows = counts[side];
  if (rows === 0 || rows >= least) return [];
  const right = Math.round(goodScore * rows);
  const { low, high } = wilsonInterval(right, rows);
  const message = `Stage "${stage}" has ${rows} ${side} ${rows === 1 ? 'row' : 'rows'}: a score of ${right}/${rows} would mean anything from ${percent(low)} to ${percent(high)} (95 %). Give more rows, or a larger split.${side}.`;
  return [{ stage, side, rows, interval: { score: right / rows, low, high }, message }];
}

function percent(value: number): string {
  return `${(value * 100).toFixed(1)} %`;
}
