import type { RowsRef } from '../contracts/blob.ts';
import { Row } from '../contracts/row.ts';
import type { DroppedRow } from '../contracts/report.ts';
import type { StageAttempt } from '../contracts/run.ts';
import { TooLongRow } from '../contracts/training.ts';
import type { Blobs } from '../storage/blobs.ts';

/**
 * Rows of `train` that trainings left out because they have more tokens than maxTokens, with file and line. The trainer
 * knows rows by their ids alone.
 */
export async function tooLongRows(blobs: Blobs, train: RowsRef, attempts: readonly StageAttempt[]): Promise<DroppedRow[]> {
  const reasons = new Map<string, string>();
  for (const { job, training } of attempts) {
    if (training.tooLong === undefined) continue;
    for await (const line of blobs.readLines(training.tooLong)) {
      const { id, tokens } = TooLongRow.parse(line);
      reasons.set(id, `the row has ${tokens} tokens; training.maxTokens is ${job.settings.maxTokens}, and an answer is never cut`);
    }
  }
  if (reasons.size === 0) return [];
  const dropped: DroppedRow[] = [];
  for await (const line of blobs.readLines(train)) {
    const { id, source } = Row.parse(line);
    const reason = reasons.get(id);
    if (reason !== undefined) dropped.push({ ...source, rule: 'too-many-tokens', reason });
  }
  return dropped;
}
