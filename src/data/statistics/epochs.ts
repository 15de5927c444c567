/** Example counts and epochs of OpenAI's cookbook ("Data preparation and analysis for chat model fine-tuning"). */
const [targetEpochs, leastExamples, mostExamples, mostEpochs] = [3, 100, 25_000, 25] as const;

/** Epochs that OpenAI's fine-tuning takes by default: 3, more where fewer than 100 examples would be seen, fewer above 25,000. */
export function defaultEpochs(rows: number): number {
  if (rows * targetEpochs < leastExamples) return Math.min(mostEpochs, Math.floor(leastExamples / Math.max(1, rows)));
  if (rows * targetEpochs > mostExamples) return Math.max(1, Math.floor(mostExamples / rows));
  return targetEpochs;
}
