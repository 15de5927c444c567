/**
 * Writes the data of the task plain-words: node examples/multi-task/build.ts [--out FOLDER]
 *
 * The other two tasks take the files of the contract review as they are. The same code gives the same bytes.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { drawCards } from '../contract-review/card-rows.ts';
import { plainRows } from './plain-rows.ts';

/** Writes three files of rows below `out`. No clause of the review cards is used again. */
export function buildPlainWords(out: string): void {
  const folder = join(out, 'data', 'plain-words');
  mkdirSync(folder, { recursive: true });
  for (const [split, rows] of Object.entries(plainRows(drawCards().clauses)))
    writeFileSync(join(folder, `${split}.jsonl`), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({ options: { out: { type: 'string', default: import.meta.dirname } } });
  buildPlainWords(values.out);
}
