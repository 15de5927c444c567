import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChatRow, StageName } from '../../../examples/contract-review/rows.ts';
import type { Split } from '../../../examples/contract-review/rows.ts';

export const example = join(import.meta.dirname, '../../../examples/contract-review');
export const stages: StageName[] = ['general', 'specific', 'company'];
export const splits: Split[] = ['train', 'validation', 'test'];

export const linesOf = (file: string): string[] => readFileSync(join(example, file), 'utf8').trimEnd().split('\n');
export const planted = JSON.parse(readFileSync(join(example, 'planted.json'), 'utf8')) as {
  file: string;
  line: number;
  rule: string;
  same?: { file: string; line: number };
}[];

/** The good rows of a file: all lines but the planted ones. */
export function goodRows(stage: StageName, split: Split): ChatRow[] {
  const file = `data/${stage}/${split}.jsonl`;
  const bad = new Set(planted.filter((entry) => entry.file === file).map(({ line }) => line));
  return linesOf(file)
    .filter((_, index) => !bad.has(index + 1))
    .map((line) => JSON.parse(line) as ChatRow);
}

/** The clause or sentence that a row asks about, without the instruction below it. */
export const textOf = (row: ChatRow): string => row.messages.at(-2)?.content.split('\n')[0] ?? '';
export const answerOf = (row: ChatRow): string => row.messages.at(-1)?.content ?? '';
