import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { unpack, unpackLimits } from '../../src/datasets/gunzip.ts';
import { collect } from '../data/collect.ts';

async function* inPieces(bytes: Uint8Array, size = 1000): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

const unpacked = async (bytes: Uint8Array, file = 'rows.jsonl.gz', limits = unpackLimits) =>
  Buffer.concat(await collect(unpack(inPieces(bytes), file, limits))).toString();

describe('a packed file', () => {
  test('comes out as it went in, in several members too', async () => {
    const text = '{"input":"q","output":"a"}\n'.repeat(5000);
    expect(await unpacked(Buffer.concat([gzipSync(text), gzipSync('end')]))).toBe(`${text}end`);
  });

  test('is told from a plain one by its name', async () => {
    expect(await unpacked(Buffer.from('plain'), 'rows.jsonl')).toBe('plain');
  });

  test.each([
    ['cut off', gzipSync('x'.repeat(100_000)).subarray(0, 60)],
    ['damaged', Buffer.from('this is no gzip file at all')],
  ])('that is %s is named', async (_, bytes) => {
    await expect(unpacked(bytes)).rejects.toMatchObject({
      name: 'InvalidInput',
      message: expect.stringMatching(/^rows\.jsonl\.gz is not a whole gzip file/) as string,
    });
  });

  test('that unpacks to a thousand times its size ends early as a bomb', async () => {
    const bomb = gzipSync(Buffer.alloc(256 * 1024 * 1024));
    let bytes = 0;
    const read = async () => {
      for await (const chunk of unpack(inPieces(bomb), 'rows.jsonl.gz')) bytes += chunk.length;
    };
    await expect(read()).rejects.toMatchObject({ name: 'InvalidInput', message: expect.stringMatching(/unpacks to too much/) as string });
    expect(bytes).toBeLessThan(70 * 1024 * 1024);
  });

  test('that is larger than allowed ends as one, however well it packs', async () => {
    await expect(unpacked(gzipSync('y'.repeat(5000)), 'a.gz', { bytes: 4000, ratio: 1e9, ratioFrom: 0 })).rejects.toThrow(
      /At most 4000 bytes/,
    );
  });

  test('passes on what goes wrong with reading', async () => {
    async function* torn() {
      yield gzipSync('abc').subarray(0, 5);
      throw new Error('connection lost');
    }
    await expect(collect(unpack(torn(), 'a.gz'))).rejects.toThrow('connection lost');
  });
});
