import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { DuplicatesSpec } from '../../../src/contracts/duplicates-spec.ts';
import { findDuplicates } from '../../../src/data/duplicates/find-duplicates.ts';
import { sketchRows } from '../../../src/data/duplicates/sketches.ts';
import { sketchFiles } from '../../../src/datasets/duplicates/sketch-files.ts';
import { SketchPool } from '../../../src/datasets/duplicates/sketch-pool.ts';
import { editedRows } from '../../data/duplicates/edited-rows.ts';

const folder = mkdtempSync(join(tmpdir(), 'anneal-sketch-'));
afterAll(() => rmSync(folder, { recursive: true }));
const spec = DuplicatesSpec.parse({});
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

describe('a thread that dies', () => {
  test('while it works fails what waits and all that comes after', async () => {
    const file = join(folder, 'dies.mjs');
    writeFileSync(file, `import { parentPort } from 'node:worker_threads';\nparentPort.on('message', () => process.exit(7));\n`);
    const pool = new SketchPool(2, pathToFileURL(file));
    const first = [pool.sketch(new Uint8Array(8)), pool.sketch(new Uint8Array(8))];
    for (const batch of first)
      await expect(batch).rejects.toMatchObject({ name: 'WorkerFailed', message: expect.stringContaining('code 7') });
    await expect(pool.sketch(new Uint8Array(8))).rejects.toMatchObject({ name: 'WorkerFailed' });
    await pool.close();
  });

  test('over a line that is no JSON says so without a word of it', async () => {
    const pool = new SketchPool(1);
    const bytes = Uint8Array.from(Buffer.from('{"secret words"\n'));
    const failure = await pool.sketch(bytes).then(
      () => null,
      (error: Error) => error,
    );
    expect(failure).toMatchObject({ name: 'WorkerFailed', message: expect.stringContaining('a line is no JSON') });
    expect(failure!.message).not.toContain('secret');
    await pool.close();
  });
});
