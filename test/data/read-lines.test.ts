import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { collect } from './collect.ts';
import { longestLine, readLines, type Line } from '../../src/data/read-lines.ts';

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

async function linesOf(bytes: Uint8Array, { size = 7, limit = longestLine } = {}): Promise<Line[]> {
  return (await collect(readLines(inPieces(bytes, size), limit))).flat();
}

test('blank lines are skipped but counted', async () => {
  expect(await linesOf(Buffer.from('a\n\n  \nb\n'))).toEqual([
    { line: 1, text: 'a' },
    { line: 4, text: 'b' },
  ]);
});

test('a last line without a newline is read', async () => {
  expect(await linesOf(Buffer.from('a\nb'))).toEqual([
    { line: 1, text: 'a' },
    { line: 2, text: 'b' },
  ]);
});

test('a byte order mark at the start is no part of the text', async () => {
  expect(await linesOf(Buffer.from('\ufeff{}\n'))).toEqual([{ line: 1, text: '{}' }]);
});

test('characters that a chunk cuts in two stay whole, wherever chunks end', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ unit: 'grapheme' })), fc.integer({ min: 1, max: 9 }), async (texts, size) => {
      const lines = texts.map((text) => `x${text.replaceAll(/[\r\n]/g, ' ')}`);
      const read = await linesOf(Buffer.from(lines.join('\n')), { size });
      expect(read.map((line) => ('text' in line ? line.text : line.rule))).toEqual(lines);
    }),
  );
});

test('bytes that are no UTF-8 cost their line and no other', async () => {
  const bytes = Buffer.concat([Buffer.from('good\n'), Buffer.from([0xc3, 0x28, 0x0a]), Buffer.from('also good')]);
  expect(await linesOf(bytes)).toEqual([
    { line: 1, text: 'good' },
    { line: 2, rule: 'encoding', reason: 'the line is not valid UTF-8' },
    { line: 3, text: 'also good' },
  ]);
});

test('a line above the limit is named with its length, and reading goes on after it', async () => {
  const read = await linesOf(Buffer.from(`short\n${'y'.repeat(50)}\n12345678\nend`), { limit: 8 });
  expect(read).toEqual([
    { line: 1, text: 'short' },
    { line: 2, rule: 'too-long-line', reason: 'the line has 50 bytes; at most 8 are read' },
    { line: 3, text: '12345678' },
    { line: 4, text: 'end' },
  ]);
});

test('a line of 600 MiB is passed over without being held', async () => {
  const piece = Buffer.alloc(1024 * 1024, 'a');
  const before = process.memoryUsage().rss;
  let peak = before;
  async function* endless() {
    for (let count = 0; count < 600; count += 1) {
      peak = Math.max(peak, process.memoryUsage().rss);
      yield piece;
    }
    yield Buffer.from('\nlast');
  }
  const read = (await collect(readLines(endless()))).flat();
  expect(read.map((line) => ('text' in line ? line.text : line.rule))).toEqual(['too-long-line', 'last']);
  expect(peak - before).toBeLessThan(100 * 1024 * 1024);
});
