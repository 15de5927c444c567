import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChatRow, Split } from '../../../examples/contract-review/rows.ts';
import { goodRows } from '../contract-review/files.ts';

export const example = join(import.meta.dirname, '../../../examples/multi-task');
export const tasks = ['clause-type', 'review-card', 'plain-words'] as const;
export type Task = (typeof tasks)[number];

/** The good rows of a task's file; those of two tasks are the contract review's. */
export function rowsOf(task: Task, split: Split): ChatRow[] {
  if (task === 'clause-type') return goodRows('general', split);
  if (task === 'review-card') return goodRows('specific', split);
  const lines = readFileSync(join(example, 'data', task, `${split}.jsonl`), 'utf8')
    .trimEnd()
    .split('\n');
  return lines.map((line) => JSON.parse(line) as ChatRow);
}
