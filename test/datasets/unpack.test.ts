import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { unpack, unpackLimits } from '../../src/datasets/unpack.ts';
import { collect } from '../data/collect.ts';
import { seededNumbers } from '../fixtures/rows.ts';

async function* inPieces(bytes: Uint8Array, size = 1000): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

const unpacked = async (bytes: Uint8Array, file = 'rows.jsonl.gz', limits = unpackLimits) =>
  Buffer.concat(await collect((await unpack(inPieces(bytes), file, limits)).bytes)).toString();
const text = '{"input":"q","output":"a"}\n'.repeat(5000);
const packings = [
  ['gzip', (bytes: string | Uint8Array) => gzipSync(bytes)],
  ['zstd', (bytes: string | Uint8Array) => zstdCompressSync(bytes)],
] as const;

describe.each(packings)('a file packed by %s', (name, pack) => {
  test('comes out as it went in, in several members too, wherever they are cut', async () => {
    expect(await unpacked(Buffer.concat([pack(text), pack('end'), pack(text)]))).toBe(`${text}end${text}`);
    const first = pack(text);
    for (const size of [1, first.length, first.length + 1])
      expect(Buffer.concat(await collect((await unpack(inPieces(Buffer.concat([first, pack('end')]), size), 'f')).bytes)).toString()).toBe(
        `${text}end`,
      );
  });

  test('is told by its first bytes, whatever its name is', async () => {
    expect(await unpacked(pack(text), 'rows.jsonl')).toBe(text);
    expect(await unpacked(Buffer.from('plain'), 'rows.jsonl.gz')).toBe('plain');
  });

  test.each([
    ['cut off', pack(seededText()).subarray(0, -200)],
    ['followed by something else', Buffer.concat([pack(text), Buffer.from('this is no packed data at all')])],
  ])('that is %s is named', async (_, bytes) => {
    await expect(unpacked(bytes)).rejects.toMatchObject({
      name: 'InvalidInput',
      message: expect.stringMatching(new RegExp(`^rows\\.jsonl\\.gz is not a whole ${name} file`)) as string,
    });
  });

  test('that unpacks to a thousand times its size ends early as a bomb', async () => {
    const bomb = Buffer.concat(Array<Uint8Array>(80).fill(pack(Buffer.alloc(1024 * 1024))));
    let bytes = 0;
    const read = async () => {
      for await (const chunk of (await unpack(inPieces(bomb), 'rows.jsonl.gz')).bytes) bytes += chunk.length;
    };
    await expect(read()).rejects.toMatchObject({ name: 'InvalidInput', message: expect.stringMatching(/unpacks to too much/) as string });
    expect(bytes).toBeLessThan(70 * 1024 * 1024);
  });

  test('that is larger than allowed ends as one, however well it packs', async () => {
    await expect(unpacked(pack('y'.repeat(5000)), 'a.gz', { bytes: 4000, ratio: 1e9, ratioFrom: 0 })).rejects.toThrow(/At most 4000 bytes/);
  });

  test('passes on what goes wrong with reading', async () => {
    async function* torn() {
      yield pack(seededText()).subarray(0, 70_000);
      throw new Error('connection lost');
    }
    await expect(collect((await unpack(torn(), 'a.gz')).bytes)).rejects.toThrow('connection lost');
  });
});

/** Text that does not pack well. */
function seededText(): string {
  const next = seededNumbers(5);
  return Array.from({ length: 40_000 }, () => next(1e9).toString(36)).join('');
}
