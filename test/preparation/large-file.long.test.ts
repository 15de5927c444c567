import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RowCounts } from '../../src/contracts/dataset.ts';

const rows = 300_000;
/** Every thousandth row is broken, every five-hundredth repeats the one before it. */
const [brokenEvery, repeatedEvery] = [1000, 500];
const vocabulary =
  'the supplier shall deliver all goods described in schedule within period agreed writing by both parties and under law'.split(' ');

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anneal-large-'));
  await pipeline(Readable.from(largeFile()), createWriteStream(join(folder, 'large.jsonl')));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function* largeFile(): Generator<string> {
  for (let first = 0; first < rows; first += 1000) {
    yield Array.from({ length: 1000 }, (_, index) => `${lineOf(first + index)}\n`).join('');
  }
}

function lineOf(index: number): string {
  if (index % brokenEvery === 7) return '{"messages": [';
  const number = index % repeatedEvery === 9 ? index - 1 : index;
  const messages = [
    { role: 'system', content: 'You review contracts.' },
    { role: 'user', content: `Clause ${number}: ${textOf(number)}` },
    { role: 'assistant', content: `Clause ${number} is about the delivery of goods and it holds nothing unusual.` },
  ];
  return JSON.stringify({ messages });
}

/** Words in an order of their own, with some that no other text has. */
function textOf(number: number): string {
  let state = number + 1;
  const words = Array.from({ length: 75 }, (_, index) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return index % 5 === 0 ? `term${(state % 1e6).toString(26)}` : vocabulary[(state >>> 16) % vocabulary.length]!;
  });
  return words.join(' ');
}

test(
  '200 MB of rows are cleaned, validated, deduplicated and split in 680 MiB of memory, with every row accounted for',
  { timeout: 900_000 },
  async () => {
    const input = join(folder, 'large.jsonl');
    expect((await stat(input)).size).toBeGreaterThan(190e6);
    const script = fileURLToPath(new URL('prepare-large-file.ts', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [script, input, join(folder, 'out')]);
    const result = JSON.parse(stdout) as {
      counts: RowCounts;
      rows: Record<string, number>;
      afterCleaningMiB: number;
      peakMiB: number;
      seconds: Record<string, number>;
    };
    console.log(stdout);
    const [broken, repeated] = [rows / brokenEvery, rows / repeatedEvery];
    expect(result.counts).toEqual({
      read: rows,
      kept: rows - broken - repeated,
      dropped: { 'exact-duplicate': repeated, malformed: broken },
    });
    expect(result.rows['train']! + result.rows['validation']! + result.rows['test']!).toBe(result.counts.kept);
    expect(result.afterCleaningMiB).toBeLessThan(450);
    expect(result.peakMiB).toBeLessThan(680);
  },
);
