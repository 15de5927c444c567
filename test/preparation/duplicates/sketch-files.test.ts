import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { DuplicatesSpec, type SettledDuplicates } from '../../../src/contracts/duplicates-spec.ts';
import { findDuplicates } from '../../../src/data/duplicates/find-duplicates.ts';
import { sketchRows } from '../../../src/data/duplicates/sketches.ts';
import { sketchFiles } from '../../../src/preparation/duplicates/sketch-files.ts';
import { editedRows } from '../../data/duplicates/edited-rows.ts';

const folder = mkdtempSync(join(tmpdir(), 'anneal-sketch-'));
afterAll(() => rmSync(folder, { recursive: true }));
const spec = DuplicatesSpec.parse({ conflicts: 'flag' }) as SettledDuplicates;
const signal = new AbortController().signal;

function writeRows(name: string, rows: readonly unknown[]): string {
  const path = join(folder, name);
  writeFileSync(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return path;
}

describe('sketches of files', () => {
  const { rows } = editedRows({ seed: 21, rows: 3000, copies: 400, words: [60, 90] });
  const inMemory = findDuplicates(sketchRows(rows), spec);

  test.each([0, 2] as const)('find in files what is found in memory, with %i threads', async (workers) => {
    // padding makes the files too large for the thread that reads them to do it all
    const padded = rows.map((row) => ({ ...row, metadata: { padding: ' '.repeat(3000) } }));
    const paths = [writeRows(`a${workers}.jsonl`, padded.slice(0, 1000)), writeRows(`b${workers}.jsonl`, padded.slice(1000))];
    const progress: number[] = [];
    {
      using sketched = await sketchFiles({ paths, folder, workers, signal, onProgress: (done) => progress.push(done) });
      expect(sketched.rowsOf).toEqual([1000, 2000]);
      expect(findDuplicates(sketched.sketches, spec)).toEqual(inMemory);
      expect(sketched.sketches.place(2999)).toEqual(rows[2999]!.source);
    }
    expect(progress.at(-1)).toBe(3000);
    expect(progress.length).toBeGreaterThan(5);
    expect(existsSync(join(folder, 'tokens'))).toBe(false);
  });

  test('a row longer than a piece, an empty file and a last line without an end are read whole', async () => {
    const long = { ...rows[0]!, messages: [{ role: 'user', content: 'word '.repeat(700_000) }, rows[0]!.messages[1]!] };
    const path = writeRows('long.jsonl', [rows[1], long, rows[2]]);
    const empty = join(folder, 'empty.jsonl');
    writeFileSync(empty, '');
    const open = join(folder, 'open.jsonl');
    writeFileSync(open, JSON.stringify(rows[3]));
    using sketched = await sketchFiles({ paths: [path, empty, open], folder, workers: 0, signal });
    expect(sketched.rowsOf).toEqual([3, 0, 1]);
    expect(sketched.sketches.partLength(1, 1)).toBe(700_000);
  });

  test('an abort ends the work and leaves no file', async () => {
    const aborted = AbortSignal.abort(new Error('stopped'));
    const path = writeRows('aborted.jsonl', rows.slice(0, 10));
    await expect(sketchFiles({ paths: [path], folder, workers: 0, signal: aborted })).rejects.toThrow('stopped');
    expect(readdirSync(folder)).not.toContain('tokens');
  });
});

test.each([0, 2] as const)('a line that is no JSON is told without a word of it, with %i threads', async (workers) => {
  const path = join(folder, `broken${workers}.jsonl`);
  writeFileSync(path, `${'\n'.repeat(9 * 1024 * 1024)}{"secret words"\n`);
  const failure = await sketchFiles({ paths: [path], folder, workers, signal }).catch((error: Error) => error);
  expect(failure).toMatchObject({ name: 'SyntaxError', message: 'a text is no JSON' });
  expect((failure as Error).stack).not.toContain('secret');
  expect(existsSync(join(folder, 'tokens'))).toBe(false);
});
